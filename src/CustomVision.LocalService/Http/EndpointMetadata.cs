namespace CustomVision.LocalService.Http;

/// <summary>The published API that an endpoint belongs to.</summary>
/// <param name="Name">Training or Prediction.</param>
/// <param name="Versions">The versions that the endpoint belongs to. Where there are several, the route has the parameter version, such as v3.3.</param>
internal sealed record ApiMetadata(string Name, IReadOnlyList<string> Versions)
{
    public const string Training = nameof(Training);
    public const string Prediction = nameof(Prediction);
}

/// <summary>The published name of the operation that an endpoint implements.</summary>
internal sealed record OperationMetadata(string Name);

/// <summary>An endpoint that serves the files that answers link to. It belongs to no published API, but faults can apply to it.</summary>
/// <param name="Name">The name for faults.</param>
internal sealed record DownloadMetadata(string Name);

/// <summary>The key that an endpoint requires.</summary>
internal sealed record RequiredKeyMetadata(KeyKind Kind);

internal static class EndpointMetadata
{
    public static T? FindMetadata<T>(this HttpContext context)
        where T : class => context.GetEndpoint()?.Metadata.GetMetadata<T>();

    /// <summary>The version of the published API that the request is for.</summary>
    public static string? ApiVersion(this HttpContext context) =>
        (context.Request.RouteValues["version"] as string)?[1..] ?? context.FindMetadata<ApiMetadata>()?.Versions[0];

    /// <summary>
    /// Whether the request is for a version 3.x, which has other errors than 1.0. Paths without an endpoint have a version too.
    /// </summary>
    public static bool IsVersion3(this HttpContext context) =>
        context.Request.Path.StartsWithSegments("/customvision", StringComparison.OrdinalIgnoreCase, out var rest)
        && rest.Value!.StartsWith("/v3.", StringComparison.OrdinalIgnoreCase);

    /// <summary>The published name of the operation; null where the endpoint is not part of the published API.</summary>
    public static string? OperationName(this HttpContext context) => context.FindMetadata<OperationMetadata>()?.Name;

    public static bool IsPrediction(this HttpContext context) => context.FindMetadata<ApiMetadata>()?.Name == ApiMetadata.Prediction;

    /// <summary>The name that faults cover: that of the operation or of the download; null where faults don't apply.</summary>
    public static string? FaultName(this HttpContext context) => context.OperationName() ?? context.FindMetadata<DownloadMetadata>()?.Name;

    /// <summary>The names of all operations and downloads that have been mapped.</summary>
    public static IEnumerable<string> FaultNames(this IEndpointRouteBuilder routes) => routes.DataSources
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<OperationMetadata>()?.Name ?? endpoint.Metadata.GetMetadata<DownloadMetadata>()?.Name)
        .OfType<string>();
}
