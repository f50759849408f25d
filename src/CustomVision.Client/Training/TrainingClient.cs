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

    /// <summary>The account behind the key: its keys and its quotas.</summary>
    public Task<Account> GetAccountInfoAsync(CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetAccountInfo(), cancellation);

    /// <summary>The domains that projects can start from.</summary>
    public Task<IReadOnlyList<Domain>> GetDomainsAsync(CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetDomains(), cancellation);

    /// <summary>One domain.</summary>
    public Task<Domain> GetDomainAsync(Guid domainId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetDomain(domainId), cancellation);

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

    /// <summary>Changes a project.</summary>
    public Task<Project> UpdateProjectAsync(Guid projectId, ProjectUpdate update, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.UpdateProject(projectId, update), cancellation);

    /// <summary>Deletes a project with all that is in it.</summary>
    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteProject(projectId), cancellation);

    /// <summary>The tags of a project, as they are in the open workspace or were in an iteration.</summary>
    public Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId = null, CancellationToken cancellation = default) =>
        SendAsync(
            wire.GetTags(projectId, iterationId),
            list =>
            {
                foreach (var tag in list.Tags)
                    tag.ProjectId = projectId;
            },
            cancellation);

    /// <summary>One tag.</summary>
    public Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId = null, CancellationToken cancellation = default) =>
        TagAsync(projectId, wire.GetTag(projectId, tagId, iterationId), cancellation);

    /// <summary>Makes a tag. Its name must be new to the project.</summary>
    public Task<Tag> CreateTagAsync(
        Guid projectId, string name, string? description = null, CancellationToken cancellation = default) =>
        TagAsync(projectId, wire.CreateTag(projectId, name, description), cancellation);

    /// <summary>Changes a tag.</summary>
    public Task<Tag> UpdateTagAsync(Guid projectId, Guid tagId, TagUpdate update, CancellationToken cancellation = default) =>
        TagAsync(projectId, wire.UpdateTag(projectId, tagId, update), cancellation);

    /// <summary>Deletes a tag, and with it takes it off all images. The images stay.</summary>
    public Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteTag(projectId, tagId), cancellation);

    /// <summary>
    /// Uploads images in one request, streamed, with the same tags for all. Prefer <see cref="Uploading.ImageUploader"/>,
    /// which makes batches and accounts for every image.
    /// </summary>
    /// <param name="projectId">The project.</param>
    /// <param name="images">At most 64 (later versions refuse more), together less than 55 MB (the service times out near that).</param>
    /// <param name="tagIds">The tags to put on each image; may be empty.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImageCreateSummary> CreateImagesFromDataAsync(
        Guid projectId, IReadOnlyList<ImageData> images, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default) =>
        CreateAsync(projectId, wire.CreateImagesFromData(projectId, tagIds, () => new MultipartImageContent(images)), cancellation);

    /// <summary>Has the service fetch images and add them, with the same tags for all.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="urls">Where the service finds them; at most 64.</param>
    /// <param name="tagIds">The tags to put on each image; may be empty.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImageCreateSummary> CreateImagesFromUrlsAsync(
        Guid projectId, IReadOnlyList<string> urls, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default) =>
        CreateAsync(projectId, wire.CreateImagesFromUrls(projectId, urls, tagIds), cancellation);

    /// <summary>Adds images that predictions were made for, with the same tags for all.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="predictionIds">The predictions; at most 64.</param>
    /// <param name="tagIds">The tags to put on each image; may be empty.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImageCreateSummary> CreateImagesFromPredictionsAsync(
        Guid projectId, IReadOnlyList<Guid> predictionIds, IReadOnlyList<Guid> tagIds, CancellationToken cancellation = default) =>
        CreateAsync(projectId, wire.CreateImagesFromPredictions(projectId, predictionIds, tagIds), cancellation);

    /// <summary>A page of the images that have any of these tags.</summary>
    public Task<IReadOnlyList<Image>> GetImagesByTagsAsync(
        Guid projectId, IReadOnlyList<Guid> tagIds, ImagePage page, CancellationToken cancellation = default) =>
        ImagesAsync(projectId, wire.GetImagesByTags(projectId, tagIds, page), cancellation);

    /// <summary>A page of the images that have any tag at all.</summary>
    public Task<IReadOnlyList<Image>> GetAllTaggedImagesAsync(Guid projectId, ImagePage page, CancellationToken cancellation = default) =>
        ImagesAsync(projectId, wire.GetAllTaggedImages(projectId, page), cancellation);

    /// <summary>A page of the images that have no tag.</summary>
    public Task<IReadOnlyList<Image>> GetAllUntaggedImagesAsync(Guid projectId, ImagePage page, CancellationToken cancellation = default) =>
        ImagesAsync(projectId, wire.GetAllUntaggedImages(projectId, page), cancellation);

    /// <summary>Deletes images.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageIds">At most 64 at once; later versions refuse more.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteImages(projectId, imageIds), cancellation);

    /// <summary>Puts a tag on an image.</summary>
    public Task<Image> PostImageLabelAsync(Guid projectId, Guid imageId, Guid tagId, CancellationToken cancellation = default) =>
        ImageAsync(projectId, wire.PostImageLabel(projectId, imageId, tagId), cancellation);

    /// <summary>Takes a tag off an image.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="labelId">The id of the label, as the image's <see cref="Image.Labels"/> tell it: not that of the tag.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<Image> DeleteImageLabelAsync(Guid projectId, Guid imageId, Guid labelId, CancellationToken cancellation = default) =>
        ImageAsync(projectId, wire.DeleteImageLabel(projectId, imageId, labelId), cancellation);

    /// <summary>Begins to train the open workspace, which becomes an iteration. Ask for it until its status is no longer Training.</summary>
    public Task<Iteration> TrainProjectAsync(Guid projectId, CancellationToken cancellation = default) =>
        IterationAsync(projectId, wire.TrainProject(projectId), cancellation);

    /// <summary>The iterations of a project. 1.0 lists the open workspace too, with status New.</summary>
    public Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation = default) =>
        SendAsync(
            wire.GetIterations(projectId),
            iterations =>
            {
                foreach (var iteration in iterations)
                    iteration.ProjectId = projectId;
            },
            cancellation);

    /// <summary>One iteration.</summary>
    public Task<Iteration> GetIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default) =>
        IterationAsync(projectId, wire.GetIteration(projectId, iterationId), cancellation);

    /// <summary>Changes an iteration.</summary>
    public Task<Iteration> UpdateIterationAsync(
        Guid projectId, Guid iterationId, IterationUpdate update, CancellationToken cancellation = default) =>
        IterationAsync(projectId, wire.UpdateIteration(projectId, iterationId, update), cancellation);

    /// <summary>Deletes an iteration: not the default, and not the open workspace.</summary>
    public Task DeleteIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeleteIteration(projectId, iterationId), cancellation);

    /// <summary>How well an iteration does.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="iterationId">The iteration; it must be trained.</param>
    /// <param name="threshold">From which probability on a tag counts as predicted, 0 to 1.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<IterationPerformance> GetIterationPerformanceAsync(
        Guid projectId, Guid iterationId, double threshold, CancellationToken cancellation = default) =>
        SendAsync(
            wire.GetIterationPerformance(projectId, iterationId, threshold),
            performance =>
            {
                performance.ProjectId = projectId;
                performance.IterationId = iterationId;
                performance.Threshold = threshold;
            },
            cancellation);

    /// <summary>How well an iteration does, with its name.</summary>
    /// <param name="iteration">The iteration; it must be trained.</param>
    /// <param name="threshold">From which probability on a tag counts as predicted, 0 to 1.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public async Task<IterationPerformance> GetIterationPerformanceAsync(Iteration iteration, double threshold, CancellationToken cancellation = default)
    {
        var performance = await GetIterationPerformanceAsync(iteration.ProjectId, iteration.Id, threshold, cancellation).ConfigureAwait(false);
        performance.IterationName = iteration.Name;
        return performance;
    }

    /// <summary>The first page of the stored predictions.</summary>
    public Task<PredictionPage> GetPredictionResultsAsync(Guid projectId, PredictionQuery query, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetPredictionResults(projectId, query), cancellation);

    /// <summary>The page of the stored predictions that comes after another.</summary>
    public Task<PredictionPage> GetNextPredictionResultsAsync(Guid projectId, PredictionToken token, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.GetNextPredictionResults(projectId, token), cancellation);

    /// <summary>Deletes stored predictions with their images.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="predictionIds">At most 64 at once; later versions refuse more.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task DeletePredictionAsync(Guid projectId, IReadOnlyList<Guid> predictionIds, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.DeletePrediction(projectId, predictionIds), cancellation);

    private Task<ImageCreateSummary> CreateAsync(Guid projectId, WireCall<ImageCreateSummary> call, CancellationToken cancellation) =>
        SendAsync(
            call,
            summary =>
            {
                foreach (var result in summary.Images)
                    if (result.Image is not null)
                        result.Image.ProjectId = projectId;
            },
            cancellation);

    private Task<IReadOnlyList<Image>> ImagesAsync(Guid projectId, WireCall<IReadOnlyList<Image>> call, CancellationToken cancellation) =>
        SendAsync(
            call,
            images =>
            {
                foreach (var image in images)
                    image.ProjectId = projectId;
            },
            cancellation);

    private Task<Image> ImageAsync(Guid projectId, WireCall<Image> call, CancellationToken cancellation) =>
        SendAsync(call, image => image.ProjectId = projectId, cancellation);

    private Task<Iteration> IterationAsync(Guid projectId, WireCall<Iteration> call, CancellationToken cancellation) =>
        SendAsync(call, iteration => iteration.ProjectId = projectId, cancellation);

    private Task<Tag> TagAsync(Guid projectId, WireCall<Tag> call, CancellationToken cancellation) =>
        SendAsync(call, tag => tag.ProjectId = projectId, cancellation);

    /// <summary>Sends a call and adds to the answer what the service takes for known.</summary>
    private async Task<T> SendAsync<T>(WireCall<T> call, Action<T> complete, CancellationToken cancellation)
    {
        var answer = await transport.SendAsync(call, cancellation).ConfigureAwait(false);
        complete(answer);
        return answer;
    }
}
