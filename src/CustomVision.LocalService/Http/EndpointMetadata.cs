namespace CustomVision.LocalService.Http;

/// <summary>The published API that an endpoint belongs to.</summary>
/// <param name="Name">Training or Prediction.</param>
internal sealed record ApiMetadata(string Name, string Version)
{
    public const string Training = nameof(Training);
    public const string Prediction = nameof(Prediction);
}

/// <summary>The published name of the operation that an endpoint implements.</summary>
internal sealed record OperationMetadata(string Name);

/// <summary>The key that an endpoint requires.</summary>
internal sealed record RequiredKeyMetadata(KeyKind Kind);

internal static class EndpointMetadata
{
    public static T? FindMetadata<T>(this HttpContext context)
        where T : class => context.GetEndpoint()?.Metadata.GetMetadata<T>();

    /// <summary>The published name of the operation; null where the endpoint is not part of the published API.</summary>
    public static string? OperationName(this HttpContext context) => context.FindMetadata<OperationMetadata>()?.Name;

    public static bool IsPrediction(this HttpContext context) => context.FindMetadata<ApiMetadata>()?.Name == ApiMetadata.Prediction;

    /// <summary>The published names of all operations that have been mapped.</summary>
    public static IEnumerable<string> OperationNames(this IEndpointRouteBuilder routes) => routes.DataSources
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<OperationMetadata>()?.Name)
        .OfType<string>();
}
