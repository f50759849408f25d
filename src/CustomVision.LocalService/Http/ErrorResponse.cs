using System.Globalization;
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

/// <summary>The body of an error of the service itself in 3.x.</summary>
internal sealed record CustomVisionErrorV3(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message);

/// <summary>The body of an error of the gateway in 3.x.</summary>
internal sealed record GatewayErrorV3([property: JsonPropertyName("error")] CustomVisionErrorV3 Error);

/// <summary>Writes error responses, in the form of the version that the request is for.</summary>
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

    public static Task WriteAsync(HttpContext context, int statusCode, string code, string message) => context.IsVersion3()
        ? ResponseWriter.WriteAsync(context, statusCode, new CustomVisionErrorV3(code, message), ErrorJson.Default.CustomVisionErrorV3)
        : ResponseWriter.WriteAsync(context, statusCode, new Error(code, message), ErrorJson.Default.Error);

    public static Task WriteGatewayAsync(HttpContext context, int statusCode, string? message = null)
    {
        if (statusCode == StatusCodes.Status405MethodNotAllowed && context.IsVersion3())
        {
            // The gateway of 3.x knows no path for another method.
            statusCode = StatusCodes.Status404NotFound;
            context.Response.Headers.Remove("Allow");
        }
        // The real gateway sends "Access Denied" where HTTP says "Unauthorized", and clients display it.
        if (statusCode == StatusCodes.Status401Unauthorized)
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Access Denied";
        if (context.IsVersion3())
        {
            var error = new CustomVisionErrorV3(statusCode.ToString(CultureInfo.InvariantCulture), message ?? DefaultMessage(context, statusCode));
            return ResponseWriter.WriteAsync(context, statusCode, new GatewayErrorV3(error), ErrorJson.Default.GatewayErrorV3);
        }
        return ResponseWriter.WriteAsync(
            context, statusCode, new GatewayError(statusCode, message ?? DefaultMessage(context, statusCode)), ErrorJson.Default.GatewayError);
    }

    public static int StatusCodeOf(string code) => code switch
    {
        _ when code.StartsWith("BadRequest", StringComparison.Ordinal) => StatusCodes.Status400BadRequest,
        _ when code.StartsWith("NotFound", StringComparison.Ordinal) => StatusCodes.Status404NotFound,
        ErrorCodes.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
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
        if (context.Request.Path.Value?.Split('/', 5) is not ["", var root, ['v' or 'V', .. { Length: > 0 and <= MaxVersionLength } version], var api, ..]
            || !root.Equals("customvision", StringComparison.OrdinalIgnoreCase))
            return null;
        var versions = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<ApiMetadata>())
            .OfType<ApiMetadata>()
            .Where(known => known.Name.Equals(api, StringComparison.OrdinalIgnoreCase) || !IsApi(api))
            .SelectMany(known => known.Versions)
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return versions.Contains(version, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"The local service doesn't have version {version} of the API{(IsApi(api) ? $" {api}" : "")}. It has {string.Join(", ", versions)}: use paths that begin with /customvision/v{versions[^1]}/.";
    }

    private static bool IsApi(string name) => name.ToUpperInvariant() is "TRAINING" or "PREDICTION";
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Error))]
[JsonSerializable(typeof(GatewayError))]
[JsonSerializable(typeof(CustomVisionErrorV3))]
[JsonSerializable(typeof(GatewayErrorV3))]
internal sealed partial class ErrorJson : JsonSerializerContext;
