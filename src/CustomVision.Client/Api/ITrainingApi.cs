using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>The operations of the training service, whatever the version of its API. Each method throws a <see cref="CustomVisionException"/> on failure.</summary>
public interface ITrainingApi
{
    /// <summary>Gets the account of the training key, with its keys and quotas.</summary>
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
    Task<Project> CreateProjectAsync(string name, string? description = null, Guid? domainId = null, CancellationToken cancellation = default);

    /// <summary>Updates a project.</summary>
    Task<Project> UpdateProjectAsync(Guid projectId, ProjectUpdate update, CancellationToken cancellation = default);

    /// <summary>Deletes a project with its images, tags and iterations.</summary>
    Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Gets the tags of a project, and how many of its images have tags.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="iterationId">An iteration; null for the workspace.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId = null, CancellationToken cancellation = default);

    /// <summary>Gets a tag.</summary>
    Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId = null, CancellationToken cancellation = default);

    /// <summary>Creates a tag. The name must be new to the project.</summary>
    Task<Tag> CreateTagAsync(Guid projectId, string name, string? description = null, CancellationToken cancellation = default);

    /// <summary>
    /// Creates a tag, or returns the tag with that name. Because the tag may exist, the request is retried even when an
    /// earlier attempt may have created it.
    /// </summary>
    Task<Tag> GetOrCreateTagAsync(Guid projectId, string name, CancellationToken cancellation = default);

    /// <summary>Updates a tag.</summary>
    Task<Tag> UpdateTagAsync(Guid projectId, Guid tagId, TagUpdate update, CancellationToken cancellation = default);

    /// <summary>Deletes a tag and removes it from all images. The images remain.</summary>
    Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation = default);

    /// <summary>
    /// Creates images in one request. Files are opened when an attempt starts. <c>ImageUploader</c> makes
    /// requests of any number of images.
    /// </summary>
    /// <param name="projectId">The project.</param>
    /// <param name="images">At most 64 images from the same kind of source. Version 1.0 requires the same tags for all.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>One result per image, in the order of <paramref name="images"/>; null where the answer has no result for it.</returns>
    Task<IReadOnlyList<ImageCreateResult?>> CreateImagesAsync(Guid projectId, IReadOnlyList<ImageEntry> images, CancellationToken cancellation = default);

    /// <summary>Lists images. No request is sent before the first page is read.</summary>
    PagedList<Image> GetImages(Guid projectId, ImageFilter filter);

    /// <summary>Deletes images, at most 64 per request.</summary>
    Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation = default);

    /// <summary>Adds a tag to an image. If the image has the tag, nothing changes.</summary>
    Task<Image> AddImageTagAsync(Guid projectId, Guid imageId, Guid tagId, CancellationToken cancellation = default);

    /// <summary>Removes a tag from an image.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="label">The tag, as an entry of <see cref="Image.Labels"/>: version 1.0 identifies it by its label id.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The image; null when it doesn't have the tag.</returns>
    Task<Image?> RemoveImageTagAsync(Guid projectId, Guid imageId, ImageLabel label, CancellationToken cancellation = default);

    /// <summary>Starts to train the workspace, which becomes an iteration. The status of the iteration tells when training has ended.</summary>
    Task<Iteration> TrainProjectAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Gets the iterations of a project. Version 1.0 includes the workspace, with status New.</summary>
    Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation = default);

    /// <summary>Gets an iteration.</summary>
    Task<Iteration> GetIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default);

    /// <summary>Renames an iteration, or makes it the default iteration of its project.</summary>
    Task<Iteration> UpdateIterationAsync(Guid projectId, Guid iterationId, IterationUpdate update, CancellationToken cancellation = default);

    /// <summary>Deletes an iteration. The default iteration and the workspace cannot be deleted.</summary>
    Task DeleteIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default);

    /// <summary>Gets the performance of a trained iteration.</summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="threshold">The probability from which a tag counts as predicted, 0 to 1.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<IterationPerformance> GetIterationPerformanceAsync(Iteration iteration, double threshold, CancellationToken cancellation = default);

    /// <summary>Lists stored predictions. No request is sent before the first page is read.</summary>
    PagedList<StoredImagePrediction> GetPredictions(Guid projectId, PredictionFilter filter);

    /// <summary>Deletes stored predictions with their images, at most 64 per request.</summary>
    Task DeletePredictionsAsync(Guid projectId, IReadOnlyList<Guid> predictionIds, CancellationToken cancellation = default);
}
