using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>
/// The operations of the training service. Each method is one request, named after the published operation, and throws
/// a <see cref="CustomVisionException"/> when it does not succeed.
/// </summary>
public sealed class TrainingClient
{
    private readonly HttpTransport transport;
    private readonly ITrainingWire wire;

    /// <summary>Speaks to the training service of a connection.</summary>
    /// <param name="connection">The connection; it needs a training endpoint.</param>
    /// <param name="onRequest">Told of each request after its answer, for logs. The next step waits for it.</param>
    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public TrainingClient(CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest = null)
        : this(connection, new TrainingWire10(), onRequest)
    {
    }

    internal TrainingClient(CustomVisionConnection connection, ITrainingWire wire, Func<RequestRecord, Task>? onRequest)
    {
        this.wire = wire;
        transport = HttpTransport.ForTraining(connection, onRequest);
    }

    /// <summary>The domains that projects can start from.</summary>
    public Task<IReadOnlyList<Domain>> GetDomainsAsync(CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetDomains(), cancellation);

    /// <summary>All projects.</summary>
    public Task<IReadOnlyList<Project>> GetProjectsAsync(CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetProjects(), cancellation);

    /// <summary>One project.</summary>
    public Task<Project> GetProjectAsync(Guid projectId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetProject(projectId), cancellation);

    /// <summary>Makes a project. A name that is taken gets a number from the service: look at the result.</summary>
    public Task<Project> CreateProjectAsync(
        string name, string? description = null, Guid? domainId = null, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.CreateProject(name, description, domainId), cancellation);

    /// <summary>Deletes a project with all that is in it.</summary>
    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteProject(projectId), cancellation);

    /// <summary>The tags of a project, as they are in the open workspace or were in an iteration.</summary>
    public async Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId = null, CancellationToken cancellation = default)
    {
        var list = await transport.SendAsync(wire.GetTags(projectId, iterationId), cancellation).ConfigureAwait(false);
        foreach (var tag in list.Tags)
            tag.ProjectId = projectId;
        return list;
    }

    /// <summary>One tag.</summary>
    public async Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId = null, CancellationToken cancellation = default) =>
        Of(projectId, await transport.SendAsync(wire.GetTag(projectId, tagId, iterationId), cancellation).ConfigureAwait(false));

    /// <summary>Makes a tag. Its name must be new to the project.</summary>
    public async Task<Tag> CreateTagAsync(
        Guid projectId, string name, string? description = null, CancellationToken cancellation = default) =>
        Of(projectId, await transport.SendAsync(wire.CreateTag(projectId, name, description), cancellation).ConfigureAwait(false));

    /// <summary>Deletes a tag, and with it takes it off all pictures. The pictures stay.</summary>
    public Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteTag(projectId, tagId), cancellation);

    /// <summary>
    /// Uploads pictures in one request, streamed, with the same tags for all. Prefer <see cref="Uploading.ImageUploader"/>,
    /// which makes batches and accounts for every picture.
    /// </summary>
    /// <param name="projectId">The project.</param>
    /// <param name="images">At most 64 (later versions refuse more), together less than 55 MB (the service times out near that).</param>
    /// <param name="tagIds">The tags to put on each picture; may be empty.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImageCreateSummary> CreateImagesFromDataAsync(
        Guid projectId, IReadOnlyList<ImageData> images, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default) =>
        CreateAsync(projectId, wire.CreateImagesFromData(projectId, tagIds, () => new MultipartImageContent(images)), cancellation);

    /// <summary>Has the service fetch pictures and add them, with the same tags for all.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="urls">Where the service finds them; at most 64.</param>
    /// <param name="tagIds">The tags to put on each picture; may be empty.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImageCreateSummary> CreateImagesFromUrlsAsync(
        Guid projectId, IReadOnlyList<string> urls, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default) =>
        CreateAsync(projectId, wire.CreateImagesFromUrls(projectId, urls, tagIds), cancellation);

    /// <summary>Adds pictures that predictions were made for, with the same tags for all.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="predictionIds">The predictions; at most 64.</param>
    /// <param name="tagIds">The tags to put on each picture; may be empty.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImageCreateSummary> CreateImagesFromPredictionsAsync(
        Guid projectId, IReadOnlyList<Guid> predictionIds, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default) =>
        CreateAsync(projectId, wire.CreateImagesFromPredictions(projectId, predictionIds, tagIds), cancellation);

    /// <summary>A page of the pictures that have any of these tags.</summary>
    public Task<IReadOnlyList<Image>> GetImagesByTagsAsync(
        Guid projectId, IReadOnlyList<Guid> tagIds, ImagePage page, CancellationToken cancellation = default) =>
        ImagesAsync(projectId, wire.GetImagesByTags(projectId, tagIds, page), cancellation);

    /// <summary>A page of the pictures that have any tag at all.</summary>
    public Task<IReadOnlyList<Image>> GetAllTaggedImagesAsync(Guid projectId, ImagePage page, CancellationToken cancellation = default) =>
        ImagesAsync(projectId, wire.GetAllTaggedImages(projectId, page), cancellation);

    /// <summary>A page of the pictures that have no tag.</summary>
    public Task<IReadOnlyList<Image>> GetAllUntaggedImagesAsync(Guid projectId, ImagePage page, CancellationToken cancellation = default) =>
        ImagesAsync(projectId, wire.GetAllUntaggedImages(projectId, page), cancellation);

    /// <summary>Deletes pictures.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageIds">At most 64 at once; later versions refuse more.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteImages(projectId, imageIds), cancellation);

    private async Task<ImageCreateSummary> CreateAsync(Guid projectId, WireCall<ImageCreateSummary> call, CancellationToken cancellation)
    {
        var summary = await transport.SendAsync(call, cancellation).ConfigureAwait(false);
        foreach (var result in summary.Images)
            if (result.Image is not null)
                result.Image.ProjectId = projectId;
        return summary;
    }

    private async Task<IReadOnlyList<Image>> ImagesAsync(
        Guid projectId, WireCall<IReadOnlyList<Image>> call, CancellationToken cancellation)
    {
        var images = await transport.SendAsync(call, cancellation).ConfigureAwait(false);
        foreach (var image in images)
            image.ProjectId = projectId;
        return images;
    }

    private static Tag Of(Guid projectId, Tag tag)
    {
        tag.ProjectId = projectId;
        return tag;
    }
}
