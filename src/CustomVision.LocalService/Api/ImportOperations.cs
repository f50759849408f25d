using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Fetching;

namespace CustomVision.LocalService.Api;

/// <summary>Adds images that the service is to get itself.</summary>
internal sealed class ImportOperations(ImageUpload upload, UrlFetcher fetcher, ImageOperations images)
{
    public async Task<CreateImageSummaryModel> CreateImagesFromUrls(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var batch = await BatchBody.ReadAsync(request, "Urls", "No image urls provided");
        upload.Check(projectId, batch.TagIds);

        using var fetched = await fetcher.FetchAsync(batch.Items, request.HttpContext.RequestAborted);
        return images.Summary(await upload.AddAsync(projectId, batch.TagIds, fetched));
    }

    public async Task<CreateImageSummaryModel> CreateImagesFromPredictions(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var batch = await BatchBody.ReadAsync(request, "Ids", "No image ids provided");
        var ids = batch.Items.Select(id => RequestValues.Id("Ids", id)).ToList();
        RequestRecord.Of(request).PredictionIds = RequestIds.Of(ids);
        return images.Summary(await upload.AddPredictedAsync(projectId, batch.TagIds, ids));
    }
}
