using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomVision.LocalService.Faults;

namespace CustomVision.LocalService.Api;

internal static class Reply
{
    // The relaxed encoder escapes what JSON must have escaped, and leaves quotes, plus signs and letters readable.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the whole reply in the format the client asks for.</summary>
    public static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
        where T : class
    {
        value = context.Features.Get<ResultOrder>()?.Apply(value) ?? value;
        var format = ReplyFormat.For(context.Request);
        using var body = new MemoryStream();
        if (format.IsXml)
        {
            XmlReply.Write(body, value, type);
        }
        else
        {
            using var writer = new Utf8JsonWriter(body, Compact);
            JsonSerializer.Serialize(writer, value, type);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = format.ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }
}
