using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CustomVision.Http;

/// <summary>One request of an operation: what is sent, how the answer is read, and how it may be retried.</summary>
/// <param name="Operation">The name of the operation in the published API.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path and query, relative to the endpoint.</param>
/// <param name="Read">Reads the body of a successful answer.</param>
internal sealed record ApiRequest<T>(string Operation, HttpMethod Method, string Path, Func<byte[], T> Read)
{
    /// <summary>Creates the body. The pipeline calls it once per attempt, when the attempt starts.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>What the request is about, for logs: a path, an id, "64 images". Null: the operation.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether the service can carry out the request twice without harm. If not, it is retried only when it was certainly not carried out.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>Whether the caller can split the request. Then a second timeout of the service (408) ends it: a smaller request may succeed.</summary>
    public bool IsDivisible { get; init; }

    /// <summary>Whether the request deletes something. Then 404 after an attempt whose answer was lost is success.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>Whether the answer contains keys. Then no message quotes it.</summary>
    public bool HasSecretAnswer { get; init; }
}

/// <summary>Creates requests with JSON bodies and answers.</summary>
internal static class ApiRequest
{
    private static readonly HttpMethod PatchMethod = new("PATCH"); // .NET Standard 2.0 has no constant

    public static ApiRequest<T> Get<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, HttpMethod.Get, path, body => Parse(body, type));

    public static ApiRequest<T> Post<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, HttpMethod.Post, path, body => Parse(body, type)) { Content = EmptyBody };

    public static ApiRequest<NoContent> Post(string operation, string path) =>
        new(operation, HttpMethod.Post, path, _ => default) { Content = EmptyBody };

    public static ApiRequest<T> Patch<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, PatchMethod, path, body => Parse(body, type));

    public static ApiRequest<NoContent> Delete(string operation, string path) =>
        new(operation, HttpMethod.Delete, path, _ => default) { IsDeletion = true };

    public static ApiRequest<T> WithBody<T, TBody>(this ApiRequest<T> request, TBody body, JsonTypeInfo<TBody> type) => request with
    {
        Content = () =>
        {
            var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            return content;
        },
    };

    public static T Parse<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");

    // Some gateways reject a POST without Content-Length.
    private static ByteArrayContent EmptyBody() => new ByteArrayContent([]);
}

/// <summary>The answer of an operation that returns no body.</summary>
internal readonly record struct NoContent;
