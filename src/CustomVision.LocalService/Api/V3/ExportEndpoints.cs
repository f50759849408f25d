using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Exporting;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V3;

/// <param name="DownloadUri">Null until the export is done.</param>
internal sealed record ExportV3(string Platform, string Status, string? DownloadUri, string? Flavor, bool NewerVersionAvailable);

/// <summary>Exports trained models.</summary>
internal sealed class ExportEndpoints(ModelExports exports, ImageLinks links)
{
    private const int MaxFlavorLength = 50;

    // Published, or seen on the real service.
    private static readonly string[] Flavors =
    [
        "Linux", "Windows", "ARM", "ONNX10", "ONNX12", "TensorFlowNormal", "TensorFlowLite", "OnnxFloat16", "CoreMLFloat16", "TensorFlowSavedModel",
        "TensorFlowJs", "NoPostProcess",
    ];

    public void Map(V3Routes routes)
    {
        routes.Map(nameof(GetExports), "GET", "projects/{projectId}/iterations/{iterationId}/export", GetExports);
        routes.Map(nameof(ExportIteration), "POST", "projects/{projectId}/iterations/{iterationId}/export", ExportIteration);
    }

    private ExportV3[] GetExports(HttpRequest request) =>
        [.. exports.List(request.PathId("projectId"), request.PathId("iterationId")).Select(Model)];

    private async Task<ExportV3> ExportIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var platforms = V3Version.Of(request).Platforms;
        var text = request.Query["platform"].ToString();
        if (text.Length == 0)
            throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "platform is required.");
        var platform = platforms.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw LenientBody.Invalid($"platform must be {string.Join(" or ", platforms)}.");
        // An open string, whose known values are written as published.
        var flavor = request.Query["flavor"].ToString();
        if (flavor.Length > MaxFlavorLength)
            throw LenientBody.Invalid($"flavor can have at most {MaxFlavorLength} characters.");
        flavor = Array.Find(Flavors, known => known.Equals(flavor, StringComparison.OrdinalIgnoreCase)) ?? flavor;
        return Model(await exports.BeginAsync(projectId, iterationId, platform, flavor.Length > 0 ? flavor : null));
    }

    private ExportV3 Model(ModelExport export) => new(
        export.Platform,
        export.Status,
        export.Status == ExportStatus.Done ? links.To(export.Id, ImageLinks.Model) : null,
        export.Flavor,
        NewerVersionAvailable: false);
}
