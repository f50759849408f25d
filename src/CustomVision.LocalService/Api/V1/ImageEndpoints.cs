using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V1;

internal sealed record ImageModel(
    Guid Id,
    DateTimeOffset Created,
    int Width,
    int Height,
    string ImageUri,
    string ThumbnailUri,
    ImageLabelModel[] Labels,
    PredictionTagModel[] Predictions);

internal sealed record ImageLabelModel(Guid LabelId, DateTimeOffset Created, Guid TagId);

/// <param name="IsBatchSuccessful">False if any image is a duplicate, although nothing is lost: so it was recorded.</param>
internal sealed record CreateImageSummaryModel(bool IsBatchSuccessful, CreateImageResultModel[] Images) : IResultList
{
    public object Shuffled(ResultShuffle shuffle) => this with { Images = shuffle.Apply(Images) };
}

/// <remarks>The order is that of the recorded responses of 1.0. Later versions have Status before Image.</remarks>
internal sealed record CreateImageResultModel(string SourceUrl, ImageModel? Image, ImageStatus Status);

/// <summary>Uploads, imports, lists and deletes images, and adds and removes their labels.</summary>
internal sealed class ImageEndpoints(Images images, Labels labels, ImageUpload upload, UrlFetcher fetcher, ImageLinks links)
{
    public void Map(IEndpointRouteBuilder project)
    {
        project.Map("POST", "images/image", V1Json.Default.CreateImageSummaryModel, CreateImagesFromData).WithOperation(nameof(CreateImagesFromData));
        project.Map("POST", "images/url", V1Json.Default.CreateImageSummaryModel, CreateImagesFromUrls).WithOperation(nameof(CreateImagesFromUrls));
        project.Map("POST", "images/predictions", V1Json.Default.CreateImageSummaryModel, CreateImagesFromPredictions)
            .WithOperation(nameof(CreateImagesFromPredictions));
        project.Map("GET", "images/tagged", V1Json.Default.ImageModelArray, GetImagesByTags).WithOperation(nameof(GetImagesByTags));
        project.Map("GET", "images/tagged/all", V1Json.Default.ImageModelArray, GetAllTaggedImages).WithOperation(nameof(GetAllTaggedImages));
        project.Map("GET", "images/untagged", V1Json.Default.ImageModelArray, GetAllUntaggedImages).WithOperation(nameof(GetAllUntaggedImages));
        project.Map("DELETE", "images", DeleteImages).WithOperation(nameof(DeleteImages));
        project.Map("POST", "images/{imageId}/label", V1Json.Default.ImageModel, PostImageLabel).WithOperation(nameof(PostImageLabel));
        project.Map("DELETE", "images/{imageId}/label/{labelId}", V1Json.Default.ImageModel, DeleteImageLabel).WithOperation(nameof(DeleteImageLabel));
    }

    private async Task<CreateImageSummaryModel> CreateImagesFromData(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var tagIds = request.QueryIds("tagIds");
        upload.Check(projectId, tagIds);
        using var incoming = await UploadReader.ReadAsync(request);
        RequestRecord.Of(request).ImageCount = incoming.Count;
        return Summary(await upload.AddAsync(projectId, new UploadBatch(tagIds), incoming));
    }

    private async Task<CreateImageSummaryModel> CreateImagesFromUrls(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var (tagIds, urls) = await ReadBatchAsync(request, "Urls", "No image urls provided");
        upload.Check(projectId, tagIds);
        using var fetched = await fetcher.FetchAsync(urls, request.HttpContext.RequestAborted);
        return Summary(await upload.AddAsync(projectId, new UploadBatch(tagIds), fetched));
    }

    private async Task<CreateImageSummaryModel> CreateImagesFromPredictions(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var (tagIds, items) = await ReadBatchAsync(request, "Ids", "No image ids provided");
        Guid[] ids = [.. items.Select(id => RequestParameters.ParseId("Ids", id))];
        RequestRecord.Of(request).PredictionIds = RequestRecord.LimitIds(ids);
        return Summary(await upload.AddPredictedAsync(projectId, new UploadBatch(tagIds), ids));
    }

    private ImageModel[] GetImagesByTags(HttpRequest request) =>
        Models(images.ListByTags(request.PathId("projectId"), request.QueryIds("tagIds"), Query(request)));

    private ImageModel[] GetAllTaggedImages(HttpRequest request) => Models(images.ListTagged(request.PathId("projectId"), Query(request)));

    private ImageModel[] GetAllUntaggedImages(HttpRequest request) => Models(images.ListUntagged(request.PathId("projectId"), Query(request)));

    private Task DeleteImages(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var imageIds = request.QueryIds("imageIds");
        return imageIds.Count > 0
            ? images.DeleteAsync(projectId, imageIds)
            : throw new ServiceException(ErrorCodes.BadRequestInvalidIds, "imageIds must contain the ids of the images to delete.");
    }

    private async Task<ImageModel> PostImageLabel(HttpRequest request)
    {
        var (projectId, imageId) = (request.PathId("projectId"), request.PathId("imageId"));
        var tagId = request.QueryId("tagId")
            ?? throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "tagId is required.");
        return Model(await labels.AddAsync(projectId, imageId, tagId));
    }

    private async Task<ImageModel> DeleteImageLabel(HttpRequest request) =>
        Model(await labels.RemoveAsync(request.PathId("projectId"), request.PathId("imageId"), request.PathId("labelId")));

    /// <summary>Reads a list of items and the tags for all of them.</summary>
    /// <param name="noItems">The message for an empty list.</param>
    private static async Task<(List<Guid> TagIds, IReadOnlyList<string> Items)> ReadBatchAsync(HttpRequest request, string itemsName, string noItems)
    {
        var body = await RequestBody.ReadAsync(request, [], "TagIds", itemsName);
        var items = body.List(itemsName);
        if (items.Count == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageBatch, noItems);
        if (items.Count > ImageUpload.MaxBatchSize)
            throw new ServiceException(
                ErrorCodes.BadRequestExceededBatchSize, $"A batch can contain at most {ImageUpload.MaxBatchSize} images.");
        RequestRecord.Of(request).ImageCount = items.Count;
        var tagIds = body.Ids("TagIds");
        RequestRecord.Of(request).TagIds = RequestRecord.LimitIds(tagIds);
        return (tagIds, items);
    }

    private static ImageQuery Query(HttpRequest request)
    {
        var parameters = request.Parameters();
        return new ImageQuery(
            parameters.Id("iterationId"),
            parameters.Choice("orderBy", PredictionOrder.Newest, PredictionOrder.Oldest) == PredictionOrder.Oldest,
            parameters.Count("take") ?? 50,
            parameters.Count("skip") ?? 0);
    }

    private CreateImageSummaryModel Summary(IReadOnlyList<AddedImage> added) => new(
        added.All(image => image.Status == ImageStatus.OK),
        [.. added.Select(image => new CreateImageResultModel(image.SourceUrl, image.Image is null ? null : Model(image.Image), StatusOf(image.Status)))]);

    /// <summary>1.0 has one status for all limits, and none for what came later.</summary>
    private static ImageStatus StatusOf(ImageStatus status) => status switch
    {
        <= ImageStatus.ErrorUnknown => status,
        ImageStatus.ErrorImageDimensions => ImageStatus.ErrorImageSize,
        ImageStatus.ErrorTagLimitExceed or ImageStatus.ErrorRegionLimitExceed => ImageStatus.ErrorLimitExceed,
        _ => ImageStatus.ErrorUnknown,
    };

    private ImageModel[] Models(IReadOnlyList<StoredImage> stored) => [.. stored.Select(Model)];

    private ImageModel Model(StoredImage image) => new(
        image.Id,
        image.Created,
        image.Width,
        image.Height,
        links.To(image.Id, ImageLinks.Image),
        links.To(image.Id, ImageLinks.Thumbnail),
        [.. image.Labels.Select(label => new ImageLabelModel(label.Id, label.Created, label.TagId))],
        Predictions: []);
}
