using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CustomVision.Http;

/// <summary>Calls with JSON in both directions, as every version of both services has them.</summary>
internal static class WireMessage
{
    private static readonly HttpMethod PatchMethod = new("PATCH"); // no constant of .NET Standard 2.0

    public static WireCall<T> Get<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, HttpMethod.Get, path, body => Parse(body, type));

    // An empty body rather than none: a POST without Content-Length is refused by some gateways.
    public static WireCall<T> Post<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, HttpMethod.Post, path, body => Parse(body, type)) { Content = () => new ByteArrayContent([]) };

    public static WireCall<T> Patch<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, PatchMethod, path, body => Parse(body, type));

    public static WireCall<None> Delete(string operation, string path) => new(operation, HttpMethod.Delete, path, _ => default);

    public static WireCall<T> Sending<T, TBody>(this WireCall<T> call, TBody body, JsonTypeInfo<TBody> type) => call with
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
}

/// <summary>The answer of an operation that answers with no body.</summary>
internal readonly record struct None;
