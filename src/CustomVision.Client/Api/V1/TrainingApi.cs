using System.Text.Json;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using static CustomVision.Api.ImageRequests;
using static CustomVision.Http.ApiRequest;

namespace CustomVision.Api.V1;

/// <summary>Training 1.0: lists as repeated parameters, names in the query, one set of tags per upload, and label ids to remove tags.</summary>
internal sealed partial class TrainingApi(HttpPipeline pipeline, HttpTransport transport) : ITrainingApi
{
    private const string Root = "customvision/v1.0/Training";

    public ApiVersion Version => ApiVersion.V1;

    public async Task<Account> GetAccountInfoAsync(CancellationToken cancellation) =>
        (await SendAsync(Get("GetAccountInfo", $"{Root}/account", V1Json.Default.AccountModel) with { HasSecretAnswer = true }, cancellation).ConfigureAwait(false)).ToAccount();

    public async Task<IReadOnlyList<Domain>> GetDomainsAsync(CancellationToken cancellation) =>
        Map(await SendAsync(Get("GetDomains", $"{Root}/domains", V1Json.Default.IReadOnlyListDomainModel), cancellation).ConfigureAwait(false), Mapping.ToDomain);

    public async Task<Domain> GetDomainAsync(Guid domainId, CancellationToken cancellation) =>
        (await SendAsync(Get("GetDomain", $"{Root}/domains/{domainId}", V1Json.Default.DomainModel), cancellation).ConfigureAwait(false)).ToDomain();

    public async Task<IReadOnlyList<Project>> GetProjectsAsync(CancellationToken cancellation) =>
        Map(await SendAsync(Get("GetProjects", $"{Root}/projects", V1Json.Default.IReadOnlyListProjectModel), cancellation).ConfigureAwait(false), Mapping.ToProject);

    public async Task<Project> GetProjectAsync(Guid projectId, CancellationToken cancellation) =>
        (await SendAsync(Get("GetProject", ProjectPath(projectId), V1Json.Default.ProjectModel), cancellation).ConfigureAwait(false)).ToProject();

    public async Task<Project> CreateProjectAsync(NewProject project, CancellationToken cancellation)
    {
        if (project.ClassificationType is not null || project.TargetExportPlatforms.Count > 0)
            throw NotIn10("CreateProject", "classification types and target platforms", "3.0");
        if (project.ExportModelContainerUri is not null || project.NotificationQueueUri is not null)
            throw NotIn10("CreateProject", "storage integration", "3.4-preview");
        var path = new RelativeUri($"{Root}/projects")
            .With("name", project.Name).With("description", project.Description).With("domainId", project.DomainId).ToString();
        var request = Post("CreateProject", path, V1Json.Default.ProjectModel) with { IsIdempotent = false };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public async Task<Project> UpdateProjectAsync(Guid projectId, ProjectUpdate update, CancellationToken cancellation)
    {
        if (update.ClassificationType is not null || update.TargetExportPlatforms is not null)
            throw NotIn10("UpdateProject", "classification types and target platforms", "3.0");
        if (update.ExportModelContainerUri is not null || update.NotificationQueueUri is not null)
            throw NotIn10("UpdateProject", "storage integration", "3.4-preview");
        var settings = update.DomainId is { } domain ? new ProjectSettingsModel(domain) : null;
        var request = Patch("UpdateProject", ProjectPath(projectId), V1Json.Default.ProjectModel)
            .WithBody(new ProjectUpdateModel(update.Name, update.Description, settings), V1Json.Default.ProjectUpdateModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteProject", ProjectPath(projectId)), cancellation);

    public async Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId, CancellationToken cancellation)
    {
        var request = Get("GetTags", new RelativeUri(TagsPath(projectId)).With("iterationId", iterationId).ToString(), V1Json.Default.TagListModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToTagList(projectId);
    }

    public Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId, CancellationToken cancellation) =>
        SendAsync(projectId, Get("GetTag", new RelativeUri($"{TagsPath(projectId)}/{tagId}").With("iterationId", iterationId).ToString(), V1Json.Default.TagModel), cancellation);

    public async Task<Tag> CreateTagAsync(Guid projectId, string name, string? description, string? type, CancellationToken cancellation) =>
        type is null or TagType.Regular
            ? await SendAsync(projectId, CreateTag(projectId, name, description) with { IsIdempotent = false }, cancellation).ConfigureAwait(false)
            : throw NotIn10("CreateTag", "types of tags", "3.0");

    public async Task<Tag> GetOrCreateTagAsync(Guid projectId, string name, CancellationToken cancellation)
    {
        try
        {
            return await SendAsync(projectId, CreateTag(projectId, name, description: null), cancellation).ConfigureAwait(false);
        }
        catch (ServiceErrorException error) when (error.ServiceCode == "BadRequestTagNameNotUnique")
        {
            var list = await GetTagsAsync(projectId, iterationId: null, cancellation).ConfigureAwait(false);
            if (list.Tags.FirstOrDefault(tag => tag.Name == name) is { } existing)
                return existing;
            throw;
        }
    }

    public async Task<Tag> UpdateTagAsync(Guid projectId, Guid tagId, TagUpdate update, CancellationToken cancellation)
    {
        if (update.Type is not null)
            throw NotIn10("UpdateTag", "types of tags", "3.0");
        var request = Patch("UpdateTag", $"{TagsPath(projectId)}/{tagId}", V1Json.Default.TagModel)
            .WithBody(new TagUpdateModel(update.Name, update.Description), V1Json.Default.TagUpdateModel);
        return await SendAsync(projectId, request, cancellation).ConfigureAwait(false);
    }

    public Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteTag", $"{TagsPath(projectId)}/{tagId}"), cancellation);

    public async Task<IReadOnlyList<ImageCreateResult?>> CreateImagesAsync(Guid projectId, IReadOnlyList<ImageEntry> images, CancellationToken cancellation)
    {
        if (images.Any(image => image.Regions.Count > 0))
            throw NotIn10("CreateImagesFromData", "regions", "3.0");
        if (images.Any(image => image.Metadata.Count > 0))
            throw NotIn10("CreateImagesFromData", "metadata", "3.3");
        var names = ImageNames.For(images);
        var request = images[0].Source switch
        {
            ImageSource.Url => Post("CreateImagesFromUrls", $"{ImagesPath(projectId)}/url", V1Json.Default.CreateImageSummaryModel)
                .WithBody(new ImageUrlBatchModel(images[0].TagIds, names), V1Json.Default.ImageUrlBatchModel)
                .CountingAttempts(images),
            ImageSource.Prediction => Post("CreateImagesFromPredictions", $"{ImagesPath(projectId)}/predictions", V1Json.Default.CreateImageSummaryModel)
                .WithBody(new ImageIdBatchModel(images[0].TagIds, [.. names.Select(Guid.Parse)]), V1Json.Default.ImageIdBatchModel)
                .CountingAttempts(images),
            _ => Post(
                "CreateImagesFromData",
                new RelativeUri($"{ImagesPath(projectId)}/image").WithEach("tagIds", images[0].TagIds).ToString(),
                V1Json.Default.CreateImageSummaryModel) with
            { Content = () => MultipartImageContent.Open(images, names) },
        };
        var summary = await SendAsync(request.About(images), cancellation).ConfigureAwait(false);
        return ImageNames.Match(images, names, Map(summary.Images, result => result.ToResult(projectId)));
    }

    public string ShareRequest(ImageEntry image) => image.Source + KeyOf(image.TagIds);

    public PagedList<Image> GetImages(Guid projectId, ImageFilter filter)
    {
        if (filter.MetadataFilter is not null)
            throw NotIn10("GetImages", "metadata", "3.3");
        string[] operations =
            filter.TagIds.Count > 0 ? ["GetImagesByTags"]
            : filter.Status == TaggingStatus.Tagged ? ["GetAllTaggedImages"]
            : filter.Status == TaggingStatus.Untagged ? ["GetAllUntaggedImages"]
            : ["GetAllTaggedImages", "GetAllUntaggedImages"];
        return new ImageLists(operations, filter, (operation, skip, token) => GetPageAsync(operation, projectId, filter, skip, token)).ToPagedList();
    }

    public async Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, bool allIterations, CancellationToken cancellation)
    {
        if (allIterations)
            throw NotIn10("DeleteImages", "removing images from iterations", "3.1");
        await SendAsync(Delete("DeleteImages", new RelativeUri(ImagesPath(projectId)).WithEach("imageIds", imageIds).ToString()), cancellation).ConfigureAwait(false);
    }

    public async Task<Image?> AddImageTagAsync(Guid projectId, Guid imageId, Guid tagId, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{ImagesPath(projectId)}/{imageId}/label").With("tagId", tagId).ToString();
        var request = Post("PostImageLabel", path, V1Json.Default.ImageModel) with { Subject = $"image {imageId}" };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToImage(projectId);
    }

    public async Task<bool> RemoveImageTagAsync(Guid projectId, Guid imageId, ImageTag tag, CancellationToken cancellation)
    {
        var request = new ApiRequest<ImageModel>(
            "DeleteImageLabel", HttpMethod.Delete, $"{ImagesPath(projectId)}/{imageId}/label/{tag.LabelId}", body => Parse(body, V1Json.Default.ImageModel))
        {
            Subject = $"image {imageId}",
        };
        try
        {
            await SendAsync(request, cancellation).ConfigureAwait(false);
            return true;
        }
        // No version documents an error code for a label that doesn't exist.
        catch (ServiceErrorException error) when (error is { StatusCode: System.Net.HttpStatusCode.NotFound, ServiceCode: not ("NotFoundImage" or "NotFoundProject") })
        {
            return false;
        }
    }

    public async Task<Iteration> TrainProjectAsync(Guid projectId, TrainingOptions? options, CancellationToken cancellation) =>
        options is null || options == new TrainingOptions()
            ? await SendAsync(
                projectId, Post("TrainProject", $"{ProjectPath(projectId)}/train", V1Json.Default.IterationModel) with { IsIdempotent = false }, cancellation)
                .ConfigureAwait(false)
            : throw NotIn10("TrainProject", "options of training", "3.0");

    public async Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation)
    {
        var request = Get("GetIterations", $"{ProjectPath(projectId)}/iterations", V1Json.Default.IReadOnlyListIterationModel);
        return Map(await SendAsync(request, cancellation).ConfigureAwait(false), iteration => iteration.ToIteration(projectId));
    }

    public Task<Iteration> GetIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(projectId, Get("GetIteration", IterationPath(projectId, iterationId), V1Json.Default.IterationModel), cancellation);

    public Task<Iteration> UpdateIterationAsync(Guid projectId, Guid iterationId, IterationUpdate update, CancellationToken cancellation) =>
        SendAsync(
            projectId,
            Patch("UpdateIteration", IterationPath(projectId, iterationId), V1Json.Default.IterationModel)
                .WithBody(new IterationUpdateModel(update.Name, update.IsDefault), V1Json.Default.IterationUpdateModel),
            cancellation);

    public Task DeleteIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteIteration", IterationPath(projectId, iterationId)), cancellation);

    public async Task<IterationPerformance> GetIterationPerformanceAsync(
        Iteration iteration, double threshold, double? overlapThreshold, CancellationToken cancellation)
    {
        if (overlapThreshold is not null)
            throw NotIn10("GetIterationPerformance", "object detection", "3.0");
        var path = new RelativeUri($"{IterationPath(iteration.ProjectId, iteration.Id)}/performance").With("threshold", threshold).ToString();
        var request = Get("GetIterationPerformance", path, V1Json.Default.IterationPerformanceModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToPerformance(iteration, threshold);
    }

    public PagedList<StoredImagePrediction> GetPredictions(Guid projectId, PredictionFilter filter)
    {
        var path = new RelativeUri(PredictionsPath(projectId))
            .With("maxCount", filter.PageSize)
            .With("orderBy", filter.OrderBy.ToString())
            .With("iterationId", filter.IterationId)
            .WithEach("tagIds", filter.TagIds)
            .With("threshold", filter.Threshold)
            .With("startTime", filter.StartTime)
            .With("endTime", filter.EndTime)
            .With("source", filter.Source)
            .ToString();
        return new PagedList<StoredImagePrediction>(
            token => PageAsync(Get("GetPredictionResults", path, V1Json.Default.PredictionQueryModel), token), prediction => prediction.Id);

        async Task<PagedList<StoredImagePrediction>.Page> PageAsync(ApiRequest<PredictionQueryModel> request, CancellationToken token)
        {
            var page = await SendAsync(request, token).ConfigureAwait(false);
            var items = Map(page.Results, Mapping.ToStoredPrediction);
            if (!HasContinuation(page.Token))
                return new PagedList<StoredImagePrediction>.Page(request.Operation, items, null);
            var next = Post("GetNextPredictionResults", $"{PredictionsPath(projectId)}/next", V1Json.Default.PredictionQueryModel)
                .WithBody(page.Token, V1Json.Default.JsonElement);
            return new PagedList<StoredImagePrediction>.Page(request.Operation, items, later => PageAsync(next, later), page.Token.GetRawText());
        }
    }

    public Task DeletePredictionsAsync(Guid projectId, IReadOnlyList<Guid> predictionIds, CancellationToken cancellation) =>
        SendAsync(Delete("DeletePrediction", new RelativeUri(PredictionsPath(projectId)).WithEach("ids", predictionIds).ToString()), cancellation);

    /// <summary>Requests a page of one of the three lists of images. Its count includes elements that are null and were left out.</summary>
    private async Task<(int Count, IReadOnlyList<Image> Images)> GetPageAsync(string operation, Guid projectId, ImageFilter filter, int skip, CancellationToken cancellation)
    {
        var path = operation switch
        {
            "GetImagesByTags" => new RelativeUri($"{ImagesPath(projectId)}/tagged").WithEach("tagIds", filter.TagIds),
            "GetAllTaggedImages" => new RelativeUri($"{ImagesPath(projectId)}/tagged/all"),
            _ => new RelativeUri($"{ImagesPath(projectId)}/untagged"),
        };
        path.With("iterationId", filter.IterationId).With("orderBy", filter.OrderBy.ToString()).With("take", filter.PageSize).With("skip", skip);
        var page = await SendAsync(Get(operation, path.ToString(), V1Json.Default.IReadOnlyListImageModel), cancellation).ConfigureAwait(false);
        return (page.Count, Map(page, image => image.ToImage(projectId)));
    }

    // A service can answer the last page with a token that has no continuation.
    private static bool HasContinuation(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object
        && token.EnumerateObject().Any(member =>
            string.Equals(member.Name, "Continuation", StringComparison.OrdinalIgnoreCase)
            && member.Value.ValueKind == JsonValueKind.String
            && member.Value.GetString()!.Length > 0);

    private static string ProjectPath(Guid projectId) => $"{Root}/projects/{projectId}";

    private static string TagsPath(Guid projectId) => $"{ProjectPath(projectId)}/tags";

    private static string IterationPath(Guid projectId, Guid iterationId) => $"{ProjectPath(projectId)}/iterations/{iterationId}";

    private static string PredictionsPath(Guid projectId) => $"{ProjectPath(projectId)}/predictions";

    private static string ImagesPath(Guid projectId) => $"{ProjectPath(projectId)}/images";

    private static ApiRequest<TagModel> CreateTag(Guid projectId, string name, string? description) =>
        Post("CreateTag", new RelativeUri(TagsPath(projectId)).With("name", name).With("description", description).ToString(), V1Json.Default.TagModel);

    private async Task<Tag> SendAsync(Guid projectId, ApiRequest<TagModel> request, CancellationToken cancellation) =>
        (await SendAsync(request, cancellation).ConfigureAwait(false)).ToTag(projectId);

    private async Task<Iteration> SendAsync(Guid projectId, ApiRequest<IterationModel> request, CancellationToken cancellation) =>
        (await SendAsync(request, cancellation).ConfigureAwait(false)).ToIteration(projectId);

    private Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellation) => pipeline.SendAsync(transport, request, cancellation);
}
