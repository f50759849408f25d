using System.Text.Json.Serialization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using Microsoft.AspNetCore.Http.Features;

namespace CustomVision.LocalService.Http;

/// <summary>The body of an error of the service itself.</summary>
internal sealed record Error(string Code, string Message);

/// <summary>The body of an error of the gateway in front of the service: about keys, unknown paths and malformed HTTP.</summary>
internal sealed record GatewayError(
    [property: JsonPropertyName("statusCode")] int StatusCode,
    [property: JsonPropertyName("message")] string Message);

/// <summary>Writes error responses.</summary>
internal static class ErrorResponse
{
    private const int MaxVersionLength = 20;

    public static Task WriteAsync(HttpContext context, string code, string message) =>
        WriteAsync(context, StatusCodeOf(code), code, message);

    /// <summary>Responds to an error of the storage: 507 when the disk is full, otherwise 500.</summary>
    /// <remarks>The service publishes ErrorStorage for one image of a batch only.</remarks>
    public static Task WriteStorageAsync(HttpContext context, Exception error) => WriteAsync(
        context,
        StorageError.IsFull(error) ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status500InternalServerError,
        context.IsPrediction() ? ErrorCodes.ErrorPredictionStorage : ErrorCodes.ErrorStorage,
        StorageError.Message(error));

    public static Task WriteAsync(HttpContext context, int statusCode, string code, string message) =>
        ResponseWriter.WriteAsync(context, statusCode, new Error(code, message), ErrorJson.Default.Error);

    public static Task WriteGatewayAsync(HttpContext context, int statusCode, string? message = null)
    {
        // The real gateway sends "Access Denied" where HTTP says "Unauthorized", and clients display it.
        if (statusCode == StatusCodes.Status401Unauthorized)
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Access Denied";
        return ResponseWriter.WriteAsync(
            context, statusCode, new GatewayError(statusCode, message ?? DefaultMessage(context, statusCode)), ErrorJson.Default.GatewayError);
    }

    public static int StatusCodeOf(string code) => code switch
    {
        _ when code.StartsWith("BadRequest", StringComparison.Ordinal) => StatusCodes.Status400BadRequest,
        _ when code.StartsWith("NotFound", StringComparison.Ordinal) => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string DefaultMessage(HttpContext context, int statusCode) => statusCode switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid HTTP.",
        StatusCodes.Status404NotFound => ExplainVersion(context) ?? "Resource not found",
        StatusCodes.Status405MethodNotAllowed => "The resource does not support this method.",
        StatusCodes.Status408RequestTimeout => "The request arrived too slowly.",
        StatusCodes.Status413PayloadTooLarge => $"The request is larger than {Settings.LocalServiceOptions.MaxRequestBytes} bytes.",
        _ => "The request was refused.",
    };

    /// <summary>The message for a path of an API version that the service doesn't have; otherwise null.</summary>
    private static string? ExplainVersion(HttpContext context)
    {
        if (context.Request.Path.Value?.Split('/', 4) is not ["", var root, ['v' or 'V', .. { Length: > 0 and <= MaxVersionLength } version], ..]
            || !root.Equals("customvision", StringComparison.OrdinalIgnoreCase))
            return null;
        var versions = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<ApiMetadata>()?.Version)
            .OfType<string>().Distinct().Order().ToArray();
        return versions.Contains(version, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"The local service doesn't have version {version} of the API. It has {string.Join(", ", versions)}: use paths that begin with /customvision/v{versions[0]}/.";
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Error))]
[JsonSerializable(typeof(GatewayError))]
internal sealed partial class ErrorJson : JsonSerializerContext;
