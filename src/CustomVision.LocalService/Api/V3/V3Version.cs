using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// A version of 3.x, and everything in which the versions differ besides their members and operations: members have <see cref="SinceAttribute"/>,
/// and operations are mapped with the version that has them first.
/// </summary>
/// <param name="Minor">The minor version of Training. Prediction 3.1 has the models of Training 3.3.</param>
internal sealed record V3Version(string Name, int Minor)
{
    public static IReadOnlyList<V3Version> Training { get; } = [new("3.0", 0), new("3.1", 1), new("3.2", 2), new("3.3", 3), new("3.4-preview", 4)];

    public static IReadOnlyList<V3Version> Prediction { get; } = [new("3.0", 0), new("3.1", 3)];

    /// <summary>Whether a batch that succeeded partly is answered with 207. Before, it is 200, and the clients of that time fail with 207.</summary>
    public bool HasMultiStatus => Minor >= 3;

    /// <summary>Whether images can be deleted without their ids, and from iterations.</summary>
    public bool HasAllImages => Minor >= 1;

    /// <summary>Whether a quick test may be unstored.</summary>
    public bool HasStore => Minor >= 1;

    /// <summary>Whether TrainProject and CreateProject have a body, by the member that came last.</summary>
    public bool HasSelectedTags => Minor >= 2;

    public bool HasBaseModel => Minor >= 4;

    public bool HasProjectOptions => Minor >= 4;

    public bool HasMetadata => Minor >= 3;

    /// <summary>Whether the name of a published iteration can be taken over.</summary>
    public bool HasOverwrite => Minor >= 3;

    /// <summary>Whether an imported project can get a name.</summary>
    public bool HasImportName => Minor >= 3;

    /// <summary>The limits of 3.3 are those of its description. Its later documentation has those of 3.4.</summary>
    public MetadataLimits Metadata => Minor >= 4 ? new MetadataLimits(10, 128, 256) : new MetadataLimits(50, 256, 512);

    /// <summary>The platforms that models are exported to.</summary>
    public IReadOnlyList<string> Platforms => Minor >= 4
        ? ["CoreML", "DockerFile", "ONNX", "OpenVino", "TensorFlow", "VAIDK"]
        : ["CoreML", "DockerFile", "ONNX", "TensorFlow", "VAIDK"];

    public TagType[] TagTypes => Minor >= 3 ? [TagType.Regular, TagType.Negative, TagType.GeneralProduct] : [TagType.Regular, TagType.Negative];

    /// <summary>The type of a tag by a name that the version has.</summary>
    public string NameOf(TagType type) => (TagTypes.Contains(type) ? type : TagType.Regular).ToString();

    /// <summary>The status of an image by a name that the version has.</summary>
    public string NameOf(ImageStatus status) => (status switch
    {
        ImageStatus.ErrorImageDimensions when Minor < 4 => ImageStatus.ErrorImageSize,
        ImageStatus.ErrorInvalidTag when Minor < 4 => ImageStatus.ErrorUnknown,
        _ => status,
    }).ToString();

    /// <summary>Where an iteration of a domain that isn't compact can be exported to: recorded as an empty list of 3.2 and as null of 3.4.</summary>
    public string[]? NoPlatforms => Minor >= 4 ? null : [];

    /// <summary>The version of a request, which the route has checked.</summary>
    public static V3Version Of(HttpRequest request) =>
        Find(request.HttpContext.IsPrediction() ? Prediction : Training, request.RouteValues["version"])!;

    /// <param name="segment">The segment of the path, such as v3.3.</param>
    public static V3Version? Find(IEnumerable<V3Version> versions, object? segment) => segment is string and ['v' or 'V', .. var name]
        ? versions.FirstOrDefault(version => version.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        : null;
}

/// <summary>The first minor version of Training 3 that has a member.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SinceAttribute(int minor) : Attribute
{
    public int Minor { get; } = minor;
}

/// <summary>A route parameter that must be a version of Training 3 which is not older than another one.</summary>
internal sealed class TrainingVersionConstraint(int since) : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        V3Version.Find(V3Version.Training, values[routeKey])?.Minor >= since;
}

/// <summary>A route parameter that must be a version of Prediction 3.</summary>
internal sealed class PredictionVersionConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        V3Version.Find(V3Version.Prediction, values[routeKey]) is not null;
}
