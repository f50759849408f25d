using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Api;

internal sealed class ImageOperations(Images images, Labels labels, ImageUpload upload, Store store, ImageLinks links)
{
    public async Task<CreateImageSummaryModel> CreateImagesFromData(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var tagIds = request.QueryIds("tagIds");
        upload.Check(projectId, tagIds);

        using var images = await UploadReader.ReadAsync(request, store.Images);
        RequestRecord.Of(request).ImageCount = images.Count;
        return Summary(await upload.AddAsync(projectId, tagIds, images));
    }

    public Task<ImageModel[]> GetImagesByTags(HttpRequest request) =>
        Models(images.ListByTags(request.PathId("projectId"), request.QueryIds("tagIds"), request.ImageQuery()));

    public Task<ImageModel[]> GetAllTaggedImages(HttpRequest request) =>
        Models(images.ListTagged(request.PathId("projectId"), request.ImageQuery()));

    public Task<ImageModel[]> GetAllUntaggedImages(HttpRequest request) =>
        Models(images.ListUntagged(request.PathId("projectId"), request.ImageQuery()));

    public Task DeleteImages(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var imageIds = request.QueryIds("imageIds");
        return imageIds.Count > 0
            ? images.DeleteAsync(projectId, imageIds)
            : throw new ServiceException(ErrorCodes.BadRequestInvalidIds, "imageIds must name the images to delete.");
    }

    public async Task<ImageModel> PostImageLabel(HttpRequest request)
    {
        var (projectId, imageId) = (request.PathId("projectId"), request.PathId("imageId"));
        var tagId = request.QueryId("tagId")
            ?? throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "tagId must name the tag to put on the image.");
        return Model(await labels.AddAsync(projectId, imageId, tagId));
    }

    public async Task<ImageModel> DeleteImageLabel(HttpRequest request) =>
        Model(await labels.RemoveAsync(request.PathId("projectId"), request.PathId("imageId"), request.PathId("labelId")));

    public CreateImageSummaryModel Summary(IReadOnlyList<AddedImage> added) => new(
        // A duplicate makes the batch unsuccessful, though nothing is lost: so it was recorded.
        added.All(image => image.Status == ImageStatus.OK),
        [.. added.Select(Model)]);

    private Task<ImageModel[]> Models(IReadOnlyList<StoredImage> stored) => Task.FromResult(stored.Select(Model).ToArray());

    private CreateImageResultModel Model(AddedImage added) =>
        new(added.SourceUrl, added.Image is null ? null : Model(added.Image), added.Status);

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
