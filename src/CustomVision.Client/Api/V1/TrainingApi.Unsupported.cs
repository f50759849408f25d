using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api.V1;

/// <content>The operations that version 1.0 doesn't have.</content>
internal sealed partial class TrainingApi
{
    public Task<ProjectExport> ExportProjectAsync(Guid projectId, CancellationToken cancellation) => throw NotIn10("ExportProject", "copying projects", "3.2");

    public Task<Project> ImportProjectAsync(Secret token, string? name, CancellationToken cancellation) => throw NotIn10("ImportProject", "copying projects", "3.2");

    public Task<byte[]> GetArtifactAsync(Guid projectId, string path, CancellationToken cancellation) => throw NotIn10("GetArtifact", "artifacts", "3.3");

    public Task<IReadOnlyList<Image>> GetImagesByIdAsync(Guid projectId, IReadOnlyList<Guid> imageIds, Guid? iterationId, CancellationToken cancellation) =>
        throw NotIn10("GetImagesByIds", "getting images by id", "3.0");

    public Task<int> CountImagesAsync(Guid projectId, ImageFilter filter, CancellationToken cancellation) => throw NotIn10("GetImageCount", "counting images", "3.0");

    public Task DeleteAllImagesAsync(Guid projectId, bool allIterations, CancellationToken cancellation) => throw NotIn10("DeleteImages", "deleting all images", "3.1");

    public Task<IReadOnlyList<ImageTagPair>> AddImageTagsAsync(Guid projectId, IReadOnlyList<ImageTagPair> pairs, CancellationToken cancellation) =>
        throw NotIn10("CreateImageTags", "tagging several images at once", "3.0");

    public Task RemoveImageTagsAsync(Guid projectId, IReadOnlyList<Guid> imageIds, IReadOnlyList<Guid> tagIds, CancellationToken cancellation) =>
        throw NotIn10("DeleteImageTags", "removing tags from several images at once", "3.0");

    public Task<IReadOnlyDictionary<Guid, string>> UpdateImageMetadataAsync(
        Guid projectId, IReadOnlyList<Guid> imageIds, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation) =>
        throw NotIn10("UpdateImageMetadata", "metadata", "3.3");

    public Task<IReadOnlyList<ImageRegionCreateResult>> CreateImageRegionsAsync(Guid projectId, IReadOnlyList<ImageRegion> regions, CancellationToken cancellation) =>
        throw NotIn10("CreateImageRegions", "regions", "3.0");

    public Task DeleteImageRegionsAsync(Guid projectId, IReadOnlyList<Guid> regionIds, CancellationToken cancellation) => throw NotIn10("DeleteImageRegions", "regions", "3.0");

    public Task<IReadOnlyList<RegionProposal>> GetImageRegionProposalsAsync(Guid projectId, Guid imageId, CancellationToken cancellation) =>
        throw NotIn10("GetImageRegionProposals", "regions", "3.0");

    public Task<IReadOnlyList<Suggestion>> SuggestAsync(Guid projectId, Guid iterationId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation) =>
        throw NotIn10("SuggestTagsAndRegions", "suggestions", "3.1");

    public PagedList<Suggestion> GetSuggestions(Guid projectId, Guid iterationId, SuggestionFilter filter) => throw NotIn10("QuerySuggestedImages", "suggestions", "3.1");

    public Task<IReadOnlyDictionary<Guid, int>> CountSuggestionsAsync(
        Guid projectId, Guid iterationId, IReadOnlyList<Guid> tagIds, double threshold, CancellationToken cancellation) =>
        throw NotIn10("QuerySuggestedImageCount", "suggestions", "3.1");

    public Task PublishIterationAsync(
        Guid projectId, Guid iterationId, string name, string predictionResourceId, bool overwrite, CancellationToken cancellation) =>
        throw NotIn10("PublishIteration", "publishing iterations. It has a default iteration instead (Set-CVIteration -Default)", "3.0");

    public Task UnpublishIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        throw NotIn10("UnpublishIteration", "publishing iterations", "3.0");

    public PagedList<ImagePerformance> GetImagePerformances(Guid projectId, Guid iterationId, ImageFilter filter) =>
        throw NotIn10("GetImagePerformances", "the performance of single images", "3.0");

    public Task<int> CountImagePerformancesAsync(Guid projectId, Guid iterationId, IReadOnlyList<Guid> tagIds, CancellationToken cancellation) =>
        throw NotIn10("GetImagePerformanceCount", "the performance of single images", "3.0");

    public Task<IReadOnlyList<IterationExport>> GetExportsAsync(Iteration iteration, CancellationToken cancellation) => throw NotIn10("GetExports", "exporting iterations", "3.0");

    public Task<IterationExport> ExportIterationAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancellation) =>
        throw NotIn10("ExportIteration", "exporting iterations", "3.0");

    public Task<ImagePrediction> QuickTestAsync(Guid projectId, ImageEntry image, Guid? iterationId, bool store, CancellationToken cancellation) =>
        throw NotIn10("QuickTestImage", "quick tests", "3.0");

    private static UnsupportedByVersionException NotIn10(string operation, string what, string required) => new(operation, ApiVersion.V1, what, required);
}
