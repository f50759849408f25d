using System.Text.Json;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using static CustomVision.Http.ApiRequest;

namespace CustomVision.Api.V1;

/// <summary>Training 1.0: lists as repeated parameters, names in the query, one set of tags per upload, and label ids to remove tags.</summary>
internal sealed class TrainingApi(HttpPipeline pipeline, HttpTransport transport) : ITrainingApi
{
    private const string Root = "customvision/v1.0/Training";

    public async Task<Account> GetAccountInfoAsync(CancellationToken cancellation) =>
        (await SendAsync(Get("GetAccountInfo", $"{Root}/account", Json.Default.AccountModel) with { HasSecretAnswer = true }, cancellation).ConfigureAwait(false)).ToAccount();

    public async Task<IReadOnlyList<Domain>> GetDomainsAsync(CancellationToken cancellation) =>
        Mapping.Map(await SendAsync(Get("GetDomains", $"{Root}/domains", Json.Default.IReadOnlyListDomainModel), cancellation).ConfigureAwait(false), Mapping.ToDomain);

    public async Task<Domain> GetDomainAsync(Guid domainId, CancellationToken cancellation) =>
        (await SendAsync(Get("GetDomain", $"{Root}/domains/{domainId}", Json.Default.DomainModel), cancellation).ConfigureAwait(false)).ToDomain();

    public async Task<IReadOnlyList<Project>> GetProjectsAsync(CancellationToken cancellation) =>
        Mapping.Map(await SendAsync(Get("GetProjects", $"{Root}/projects", Json.Default.IReadOnlyListProjectModel), cancellation).ConfigureAwait(false), Mapping.ToProject);

    public async Task<Project> GetProjectAsync(Guid projectId, CancellationToken cancellation) =>
        (await SendAsync(Get("GetProject", ProjectPath(projectId), Json.Default.ProjectModel), cancellation).ConfigureAwait(false)).ToProject();

    public async Task<Project> CreateProjectAsync(string name, string? description, Guid? domainId, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{Root}/projects").With("name", name).With("description", description).With("domainId", domainId).ToString();
        var request = Post("CreateProject", path, Json.Default.ProjectModel) with { IsIdempotent = false };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public async Task<Project> UpdateProjectAsync(Guid projectId, ProjectUpdate update, CancellationToken cancellation)
    {
        var settings = update.Settings is null ? null : new ProjectSettingsModel(update.Settings.DomainId);
        var request = Patch("UpdateProject", ProjectPath(projectId), Json.Default.ProjectModel)
            .WithBody(new ProjectUpdateModel(update.Name, update.Description, settings), Json.Default.ProjectUpdateModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteProject", ProjectPath(projectId)), cancellation);

    public async Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId, CancellationToken cancellation)
    {
        var request = Get("GetTags", new RelativeUri(TagsPath(projectId)).With("iterationId", iterationId).ToString(), Json.Default.TagListModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToTagList(projectId);
    }

    public Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId, CancellationToken cancellation) =>
        SendAsync(projectId, Get("GetTag", new RelativeUri($"{TagsPath(projectId)}/{tagId}").With("iterationId", iterationId).ToString(), Json.Default.TagModel), cancellation);

    public Task<Tag> CreateTagAsync(Guid projectId, string name, string? description, CancellationToken cancellation) =>
        SendAsync(projectId, CreateTag(projectId, name, description) with { IsIdempotent = false }, cancellation);

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

    public Task<Tag> UpdateTagAsync(Guid projectId, Guid tagId, TagUpdate update, CancellationToken cancellation) =>
        SendAsync(
            projectId,
            Patch("UpdateTag", $"{TagsPath(projectId)}/{tagId}", Json.Default.TagModel)
                .WithBody(new TagUpdateModel(update.Name, update.Description), Json.Default.TagUpdateModel),
            cancellation);

    public Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteTag", $"{TagsPath(projectId)}/{tagId}"), cancellation);

    public async Task<IReadOnlyList<ImageCreateResult?>> CreateImagesAsync(Guid projectId, IReadOnlyList<ImageEntry> images, CancellationToken cancellation)
    {
        var names = ImageNames.For(images);
        var request = images[0].Source switch
        {
            ImageSource.Url => Post("CreateImagesFromUrls", $"{ImagesPath(projectId)}/url", Json.Default.CreateImageSummaryModel)
                .WithBody(new ImageUrlBatchModel(images[0].TagIds, names), Json.Default.ImageUrlBatchModel)
                .CountingAttempts(images),
            ImageSource.Prediction => Post("CreateImagesFromPredictions", $"{ImagesPath(projectId)}/predictions", Json.Default.CreateImageSummaryModel)
                .WithBody(new ImageIdBatchModel(images[0].TagIds, [.. names.Select(Guid.Parse)]), Json.Default.ImageIdBatchModel)
                .CountingAttempts(images),
            _ => Post(
                "CreateImagesFromData",
                new RelativeUri($"{ImagesPath(projectId)}/image").WithEach("tagIds", images[0].TagIds).ToString(),
                Json.Default.CreateImageSummaryModel) with
            { Content = () => MultipartImageContent.Open(images, names) },
        };
        request = request with { Subject = images.Count == 1 ? images[0].Location : $"{images.Count} images", IsDivisible = images.Count > 1 };
        var summary = await SendAsync(request, cancellation).ConfigureAwait(false);
        return ImageNames.Match(images, names, Mapping.Map(summary.Images, result => result.ToResult(projectId)));
    }

    public PagedList<Image> GetImages(Guid projectId, ImageFilter filter) => new ImageLists(this, projectId, filter).ToPagedList();

    public Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteImages", new RelativeUri(ImagesPath(projectId)).WithEach("imageIds", imageIds).ToString()), cancellation);

    public async Task<Image> AddImageTagAsync(Guid projectId, Guid imageId, Guid tagId, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{ImagesPath(projectId)}/{imageId}/label").With("tagId", tagId).ToString();
        var request = Post("PostImageLabel", path, Json.Default.ImageModel) with { Subject = $"image {imageId}" };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToImage(projectId);
    }

    public async Task<Image?> RemoveImageTagAsync(Guid projectId, Guid imageId, ImageLabel label, CancellationToken cancellation)
    {
        var request = new ApiRequest<ImageModel>(
            "DeleteImageLabel", HttpMethod.Delete, $"{ImagesPath(projectId)}/{imageId}/label/{label.LabelId}", body => Parse(body, Json.Default.ImageModel))
        {
            Subject = $"image {imageId}",
        };
        try
        {
            return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToImage(projectId);
        }
        // No version documents an error code for a label that doesn't exist.
        catch (ServiceErrorException error) when (error is { StatusCode: System.Net.HttpStatusCode.NotFound, ServiceCode: not ("NotFoundImage" or "NotFoundProject") })
        {
            return null;
        }
    }

    public Task<Iteration> TrainProjectAsync(Guid projectId, CancellationToken cancellation) =>
        SendAsync(projectId, Post("TrainProject", $"{ProjectPath(projectId)}/train", Json.Default.IterationModel) with { IsIdempotent = false }, cancellation);

    public async Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation)
    {
        var request = Get("GetIterations", $"{ProjectPath(projectId)}/iterations", Json.Default.IReadOnlyListIterationModel);
        return Mapping.Map(await SendAsync(request, cancellation).ConfigureAwait(false), iteration => iteration.ToIteration(projectId));
    }

    public Task<Iteration> GetIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(projectId, Get("GetIteration", IterationPath(projectId, iterationId), Json.Default.IterationModel), cancellation);

    public Task<Iteration> UpdateIterationAsync(Guid projectId, Guid iterationId, IterationUpdate update, CancellationToken cancellation) =>
        SendAsync(
            projectId,
            Patch("UpdateIteration", IterationPath(projectId, iterationId), Json.Default.IterationModel)
                .WithBody(new IterationUpdateModel(update.Name, update.IsDefault), Json.Default.IterationUpdateModel),
            cancellation);

    public Task DeleteIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteIteration", IterationPath(projectId, iterationId)), cancellation);

    public async Task<IterationPerformance> GetIterationPerformanceAsync(Iteration iteration, double threshold, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{IterationPath(iteration.ProjectId, iteration.Id)}/performance").With("threshold", threshold).ToString();
        var request = Get("GetIterationPerformance", path, Json.Default.IterationPerformanceModel);
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
            token => PageAsync(Get("GetPredictionResults", path, Json.Default.PredictionQueryModel), token), prediction => prediction.Id);

        async Task<PagedList<StoredImagePrediction>.Page> PageAsync(ApiRequest<PredictionQueryModel> request, CancellationToken token)
        {
            var page = await SendAsync(request, token).ConfigureAwait(false);
            var items = Mapping.Map(page.Results, Mapping.ToStoredPrediction);
            if (!HasContinuation(page.Token))
                return new PagedList<StoredImagePrediction>.Page(request.Operation, items, null);
            var next = Post("GetNextPredictionResults", $"{PredictionsPath(projectId)}/next", Json.Default.PredictionQueryModel)
                .WithBody(page.Token, Json.Default.JsonElement);
            return new PagedList<StoredImagePrediction>.Page(request.Operation, items, later => PageAsync(next, later), page.Token.GetRawText());
        }
    }

    public Task DeletePredictionsAsync(Guid projectId, IReadOnlyList<Guid> predictionIds, CancellationToken cancellation) =>
        SendAsync(Delete("DeletePrediction", new RelativeUri(PredictionsPath(projectId)).WithEach("ids", predictionIds).ToString()), cancellation);

    /// <summary>Requests a page of one of the three lists of images. Its count includes elements that are null and were left out.</summary>
    public async Task<(int Count, IReadOnlyList<Image> Images)> GetPageAsync(string operation, Guid projectId, ImageFilter filter, int skip, CancellationToken cancellation)
    {
        var path = operation switch
        {
            "GetImagesByTags" => new RelativeUri($"{ImagesPath(projectId)}/tagged").WithEach("tagIds", filter.TagIds),
            "GetAllTaggedImages" => new RelativeUri($"{ImagesPath(projectId)}/tagged/all"),
            _ => new RelativeUri($"{ImagesPath(projectId)}/untagged"),
        };
        path.With("iterationId", filter.IterationId).With("orderBy", filter.OrderBy.ToString()).With("take", filter.PageSize).With("skip", skip);
        var page = await SendAsync(Get(operation, path.ToString(), Json.Default.IReadOnlyListImageModel), cancellation).ConfigureAwait(false);
        return (page.Count, Mapping.Map(page, image => image.ToImage(projectId)));
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
        Post("CreateTag", new RelativeUri(TagsPath(projectId)).With("name", name).With("description", description).ToString(), Json.Default.TagModel);

    private async Task<Tag> SendAsync(Guid projectId, ApiRequest<TagModel> request, CancellationToken cancellation) =>
        (await SendAsync(request, cancellation).ConfigureAwait(false)).ToTag(projectId);

    private async Task<Iteration> SendAsync(Guid projectId, ApiRequest<IterationModel> request, CancellationToken cancellation) =>
        (await SendAsync(request, cancellation).ConfigureAwait(false)).ToIteration(projectId);

    private Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellation) => pipeline.SendAsync(transport, request, cancellation);
}
