using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Api.Models;

/// <summary>What the service itself says when it refuses a request.</summary>
internal sealed record Error(string Code, string Message);

/// <summary>What the gateway in front of the service says: about keys, unknown paths and requests that are no HTTP.</summary>
internal sealed record GatewayError(
    [property: JsonPropertyName("statusCode")] int StatusCode,
    [property: JsonPropertyName("message")] string Message);
