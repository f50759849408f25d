using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>
/// The operations of the training service, whatever the version of its API. Each method throws a
/// <see cref="CustomVisionException"/> on failure; what a version cannot do is a <see cref="UnsupportedByVersionException"/>,
/// and no request is sent.
/// </summary>
public interface ITrainingApi
{
    /// <summary>The version of the API.</summary>
    ApiVersion Version { get; }

    /// <summary>Gets the account of the training key, with its keys and quotas. Only in version 1.0.</summary>
    Task<Account> GetAccountInfoAsync(CancellationToken cancellation = default);

    /// <summary>Gets the domains that a project can use.</summary>
    Task<IReadOnlyList<Domain>> GetDomainsAsync(CancellationToken cancellation = default);

    /// <summary>Gets a domain.</summary>
    Task<Domain> GetDomainAsync(Guid domainId, CancellationToken cancellation = default);

    /// <summary>Gets all projects.</summary>
    Task<IReadOnlyList<Project>> GetProjectsAsync(CancellationToken cancellation = default);

    /// <summary>Gets a project.</summary>
    Task<Project> GetProjectAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Creates a project. If the name exists, the service appends a number to it.</summary>
    Task<Project> CreateProjectAsync(NewProject project, CancellationToken cancellation = default);

    /// <summary>Updates a project. What the update does not specify keeps its value.</summary>
    Task<Project> UpdateProjectAsync(Guid projectId, ProjectUpdate update, CancellationToken cancellation = default);

    /// <summary>Deletes a project with its images, tags and iterations. A project with a published iteration cannot be deleted.</summary>
    Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Creates a token with which the project can be copied for 24 hours, also to another region. Requires version 3.2.</summary>
    Task<ProjectExport> ExportProjectAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Starts to copy a project. The status of the new project tells when the copy has ended. Requires version 3.2.</summary>
    /// <param name="token">The token of <see cref="ExportProjectAsync"/>, from the same or another resource.</param>
    /// <param name="name">The name of the new project; null for the name of the source. Requires version 3.3.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<Project> ImportProjectAsync(Secret token, string? name = null, CancellationToken cancellation = default);

    /// <summary>Gets a file that an image, a project or an export refers to with a relative URL. Requires version 3.3.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The relative URL.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The bytes of the file, at most 64 MB.</returns>
    Task<byte[]> GetArtifactAsync(Guid projectId, string path, CancellationToken cancellation = default);

    /// <summary>Gets the tags of a project. Version 1.0 also tells how many of its images have tags.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="iterationId">An iteration; null for the workspace.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId = null, CancellationToken cancellation = default);

    /// <summary>Gets a tag.</summary>
    Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId = null, CancellationToken cancellation = default);

    /// <summary>Creates a tag. The name must be new to the project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="name">The name.</param>
    /// <param name="description">The description; null for none.</param>
    /// <param name="type">One of <see cref="TagType"/>; null for a regular tag. Version 1.0 has only regular tags.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<Tag> CreateTagAsync(Guid projectId, string name, string? description = null, string? type = null, CancellationToken cancellation = default);

    /// <summary>
    /// Creates a tag, or returns the tag with that name. Because the tag may exist, the request is retried even when an
    /// earlier attempt may have created it.
    /// </summary>
    Task<Tag> GetOrCreateTagAsync(Guid projectId, string name, CancellationToken cancellation = default);

    /// <summary>Updates a tag. What the update does not specify keeps its value.</summary>
    Task<Tag> UpdateTagAsync(Guid projectId, Guid tagId, TagUpdate update, CancellationToken cancellation = default);

    /// <summary>Deletes a tag and removes it from all images. The images remain.</summary>
    Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation = default);

    /// <summary>
    /// Creates images in one request. Files are opened when an attempt starts. <c>ImageUploader</c> makes
    /// requests of any number of images.
    /// </summary>
    /// <param name="projectId">The project.</param>
    /// <param name="images">At most 64 images that <see cref="ShareRequest"/> accepts together.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>One result per image, in the order of <paramref name="images"/>; null where the answer has no result for it.</returns>
    Task<IReadOnlyList<ImageCreateResult?>> CreateImagesAsync(Guid projectId, IReadOnlyList<ImageEntry> images, CancellationToken cancellation = default);

    /// <summary>
    /// A key that is the same for images that one request can create: the same kind of source, and the same tags or metadata
    /// where the request has them once for all images.
    /// </summary>
    string ShareRequest(ImageEntry image);

    /// <summary>Lists images. No request is sent before the first page is read.</summary>
    PagedList<Image> GetImages(Guid projectId, ImageFilter filter);

    /// <summary>Gets images by id, at most 256. Ids that the project does not have are left out. Requires version 3.0.</summary>
    Task<IReadOnlyList<Image>> GetImagesByIdAsync(Guid projectId, IReadOnlyList<Guid> imageIds, Guid? iterationId = null, CancellationToken cancellation = default);

    /// <summary>Counts the images that a filter selects. Paging and order are ignored. Requires version 3.0.</summary>
    Task<int> CountImagesAsync(Guid projectId, ImageFilter filter, CancellationToken cancellation = default);

    /// <summary>Deletes images, at most 64 per request.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageIds">The images.</param>
    /// <param name="allIterations">Whether iterations lose the images as well. Requires version 3.1.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, bool allIterations = false, CancellationToken cancellation = default);

    /// <summary>Deletes all images of a project. The service may still delete when the request has ended. Requires version 3.1.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="allIterations">Whether iterations lose the images as well.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task DeleteAllImagesAsync(Guid projectId, bool allIterations = false, CancellationToken cancellation = default);

    /// <summary>Adds a tag to an image. If the image has the tag, nothing changes.</summary>
    /// <returns>The image, where the version returns it; otherwise null.</returns>
    Task<Image?> AddImageTagAsync(Guid projectId, Guid imageId, Guid tagId, CancellationToken cancellation = default);

    /// <summary>Adds tags to images in one request, at most 128. An image that has the tag is not changed. Requires version 3.0.</summary>
    /// <returns>Those that the image could not get, because it has reached its limit of tags, or because the answer leaves them out.</returns>
    Task<IReadOnlyList<ImageTagPair>> AddImageTagsAsync(Guid projectId, IReadOnlyList<ImageTagPair> pairs, CancellationToken cancellation = default);

    /// <summary>Removes tags from images in one request: at most 20 tags, each from at most 64 images. Requires version 3.0.</summary>
    Task RemoveImageTagsAsync(Guid projectId, IReadOnlyList<Guid> imageIds, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default);

    /// <summary>Removes a tag from an image.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="tag">The tag, as an entry of <see cref="Image.Tags"/>: version 1.0 identifies it by its label id.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>False when version 1.0 answers that the image doesn't have the tag. Other versions don't tell.</returns>
    Task<bool> RemoveImageTagAsync(Guid projectId, Guid imageId, ImageTag tag, CancellationToken cancellation = default);

    /// <summary>Sets metadata of images, at most 64. Keys that are not specified keep their values. Requires version 3.3.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageIds">The images.</param>
    /// <param name="metadata">Texts by key: at most 10, keys of at most 128 and texts of at most 256 characters.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The status per image: one of <see cref="ImageStatus"/>, or ErrorImageNotFound.</returns>
    Task<IReadOnlyDictionary<Guid, string>> UpdateImageMetadataAsync(
        Guid projectId, IReadOnlyList<Guid> imageIds, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation = default);

    /// <summary>Adds regions to images, at most 64. A region adds its tag to its image. Requires version 3.0.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="regions">Regions with image, tag and rectangle. Equal ones are sent once: the service would reject the request.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>One result per region, in the order of <paramref name="regions"/>.</returns>
    Task<IReadOnlyList<ImageRegionCreateResult>> CreateImageRegionsAsync(Guid projectId, IReadOnlyList<ImageRegion> regions, CancellationToken cancellation = default);

    /// <summary>Deletes regions, at most 64. An image that loses its last region of a tag loses the tag. Requires version 3.0.</summary>
    Task DeleteImageRegionsAsync(Guid projectId, IReadOnlyList<Guid> regionIds, CancellationToken cancellation = default);

    /// <summary>Gets rectangles in which the service expects objects, most likely first. Requires version 3.0.</summary>
    Task<IReadOnlyList<RegionProposal>> GetImageRegionProposalsAsync(Guid projectId, Guid imageId, CancellationToken cancellation = default);

    /// <summary>Asks an iteration for suggestions for images without tags, at most 64. Requires version 3.1.</summary>
    Task<IReadOnlyList<Suggestion>> SuggestAsync(Guid projectId, Guid iterationId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation = default);

    /// <summary>Lists the suggestions that the service has stored. No request is sent before the first page is read. Requires version 3.1.</summary>
    PagedList<Suggestion> GetSuggestions(Guid projectId, Guid iterationId, SuggestionFilter filter);

    /// <summary>Counts the images for which a tag is suggested, by tag. Requires version 3.1.</summary>
    Task<IReadOnlyDictionary<Guid, int>> CountSuggestionsAsync(
        Guid projectId, Guid iterationId, IReadOnlyList<Guid> tagIds, double threshold, CancellationToken cancellation = default);

    /// <summary>Starts to train the workspace, which becomes an iteration. The status of the iteration tells when training has ended.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">How to train; null for regular training. Version 1.0 has no options.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<Iteration> TrainProjectAsync(Guid projectId, TrainingOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Gets the iterations of a project. Version 1.0 includes the workspace, with status New.</summary>
    Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Gets an iteration.</summary>
    Task<Iteration> GetIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default);

    /// <summary>Renames an iteration. In version 1.0, it also makes the iteration the default of its project.</summary>
    Task<Iteration> UpdateIterationAsync(Guid projectId, Guid iterationId, IterationUpdate update, CancellationToken cancellation = default);

    /// <summary>Deletes an iteration. A published iteration, the default iteration and the workspace cannot be deleted.</summary>
    Task DeleteIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default);

    /// <summary>Publishes an iteration under a name, which predictions use. Requires version 3.0.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="iterationId">The iteration.</param>
    /// <param name="name">The name, unique among the published iterations of the project.</param>
    /// <param name="predictionResourceId">The id of the prediction resource: /subscriptions/…/accounts/….</param>
    /// <param name="overwrite">Whether to take the name from the iteration that has it. Requires version 3.3.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task PublishIterationAsync(
        Guid projectId, Guid iterationId, string name, string predictionResourceId, bool overwrite = false, CancellationToken cancellation = default);

    /// <summary>Ends the publication of an iteration. Requires version 3.0.</summary>
    Task UnpublishIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default);

    /// <summary>Gets the performance of a trained iteration.</summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="threshold">The probability from which a tag counts as predicted, 0 to 1.</param>
    /// <param name="overlapThreshold">The overlap of boxes from which an object counts as found, 0 to 1; null for the default. Requires version 3.0.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<IterationPerformance> GetIterationPerformanceAsync(
        Iteration iteration, double threshold, double? overlapThreshold = null, CancellationToken cancellation = default);

    /// <summary>Lists the images that an iteration was tested with. No request is sent before the first page is read. Requires version 3.0.</summary>
    PagedList<ImagePerformance> GetImagePerformances(Guid projectId, Guid iterationId, ImageFilter filter);

    /// <summary>Counts the images that an iteration was tested with. Requires version 3.0.</summary>
    Task<int> CountImagePerformancesAsync(Guid projectId, Guid iterationId, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default);

    /// <summary>Gets the exports of an iteration. Requires version 3.0.</summary>
    Task<IReadOnlyList<IterationExport>> GetExportsAsync(Iteration iteration, CancellationToken cancellation = default);

    /// <summary>
    /// Starts to export an iteration. The service rejects a second export for the same platform and flavor, so look for one with
    /// <see cref="GetExportsAsync"/> before. Requires version 3.0.
    /// </summary>
    Task<IterationExport> ExportIterationAsync(Iteration iteration, string platform, string? flavor = null, CancellationToken cancellation = default);

    /// <summary>Predicts an image with an iteration that need not be published. Requires version 3.0.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="image">A file of at most 6 MB, or a URL.</param>
    /// <param name="iterationId">The iteration; null for the one that was trained last.</param>
    /// <param name="store">Whether the service stores the prediction and the image. False requires version 3.1.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<ImagePrediction> QuickTestAsync(
        Guid projectId, ImageEntry image, Guid? iterationId = null, bool store = true, CancellationToken cancellation = default);

    /// <summary>Lists stored predictions. No request is sent before the first page is read.</summary>
    PagedList<StoredImagePrediction> GetPredictions(Guid projectId, PredictionFilter filter);

    /// <summary>Deletes stored predictions with their images, at most 64 per request.</summary>
    Task DeletePredictionsAsync(Guid projectId, IReadOnlyList<Guid> predictionIds, CancellationToken cancellation = default);
}
