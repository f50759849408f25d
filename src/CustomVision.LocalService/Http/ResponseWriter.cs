using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Http;

/// <summary>Writes responses as JSON or XML, by the Accept header of the request, or without one in the format of the request.</summary>
internal static class ResponseWriter
{
    // The relaxed encoder escapes what JSON requires, and leaves quotes, plus signs and letters readable.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Where a client accepts several, the first that fits is used.
    private static readonly string[] MediaTypes = ["application/json", "text/json", "application/xml", "text/xml"];

    /// <summary>Writes the whole response in the format that the client asks for.</summary>
    public static Task WriteAsync<T>(HttpContext context, int statusCode, T value, JsonTypeInfo<T> type)
        where T : class =>
        WriteAsync(context, statusCode, value, (JsonTypeInfo)type);

    /// <inheritdoc cref="WriteAsync{T}(HttpContext, int, T, JsonTypeInfo{T})"/>
    public static async Task WriteAsync(HttpContext context, int statusCode, object value, JsonTypeInfo type)
    {
        value = context.Features.Get<ResultShuffle>()?.Apply(value) ?? value;
        var mediaType = Negotiate(context.Request);
        using var body = new MemoryStream();
        if (mediaType.EndsWith("xml", StringComparison.Ordinal))
        {
            XmlResponse.Write(body, value, type);
        }
        else
        {
            using var writer = new Utf8JsonWriter(body, Compact);
            JsonSerializer.Serialize(writer, value, type);
        }
        context.Response.StatusCode = statusCode;
        await WriteAsync(context, $"{mediaType}; charset=utf-8", body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    /// <summary>Writes a body as it is.</summary>
    public static Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>
    /// The media type that the client prefers. A client that accepts none of them gets JSON and not a 406: clients send "image/*"
    /// or "text/html" without meaning it.
    /// </summary>
    private static string Negotiate(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (StringValues.IsNullOrEmpty(accept))
            return MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && Array.Find(MediaTypes, type => Names(sent, type)) is { } same
                ? same
                : MediaTypes[0];
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
            return MediaTypes[0];
        // By quality; at the same quality, an exact media type precedes a wildcard.
        foreach (var range in ranges.OrderByDescending(range => range, MediaTypeHeaderValueComparer.QualityComparer))
        {
            if (range.Quality is not <= 0
                && Array.Find(MediaTypes, type => Covers(range, type) && !ranges.Any(other => other.Quality is <= 0 && Names(other, type))) is { } found)
                return found;
        }
        return MediaTypes[0];
    }

    private static bool Covers(MediaTypeHeaderValue range, string mediaType) =>
        range.MatchesAllTypes
        || (range.MatchesAllSubTypes && mediaType.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))
        || Names(range, mediaType);

    private static bool Names(MediaTypeHeaderValue range, string mediaType) =>
        range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
