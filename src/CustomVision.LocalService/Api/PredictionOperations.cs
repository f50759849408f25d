using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Api;

internal sealed class PredictionOperations(Predictor predictor, UrlFetcher fetcher, Store store)
{
    private const int MaxApplicationLength = 256;

    public async Task<ImagePredictionResultModel> PredictImage(HttpRequest request)
    {
        var (projectId, iteration, application) = Read(request);
        using var image = await ReadAsync(request);
        RequestRecord.Of(request).ImageCount = 1;
        return Model(projectId, await predictor.PredictAsync(projectId, iteration, image, application));
    }

    public async Task<ImagePredictionResultModel> PredictImageUrl(HttpRequest request)
    {
        var (projectId, iteration, application) = Read(request);
        var body = await ModelBody.ReadAsync(request, new BodyMember("Url"));
        var url = body.Text("Url") is { Length: > 0 } given
            ? given
            : throw new ServiceException(ErrorCodes.BadRequestImageUrl, "Url must say where the image is.");

        using var image = await fetcher.FetchAsync(url, Predictor.MaxImageBytes, request.HttpContext.RequestAborted);
        RequestRecord.Of(request).ImageCount = 1;
        return Model(projectId, await predictor.PredictAsync(projectId, iteration, image, application));
    }

    private async Task<IncomingImage> ReadAsync(HttpRequest request)
    {
        try
        {
            return await UploadReader.ReadOneAsync(request, store.Images, Predictor.MaxImageBytes);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // What is too large for any request is too large for an image, which is what the caller wants to know.
            throw Predictor.TooLarge();
        }
    }

    /// <summary>All but the image, which is not read when something is wrong with these.</summary>
    private (Guid ProjectId, Iteration Iteration, string? Application) Read(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var application = request.Query["application"].ToString();
        if (application.Length > MaxApplicationLength)
            throw new ServiceException(
                ErrorCodes.BadRequestPredictionInvalidApplicationName, $"application has at most {MaxApplicationLength} characters.");
        return (projectId, predictor.Find(projectId, request.QueryId("iterationId")), application.Length > 0 ? application : null);
    }

    private static ImagePredictionResultModel Model(Guid projectId, StoredPrediction prediction) => new(
        prediction.Id,
        projectId,
        prediction.IterationId,
        prediction.Created,
        [.. prediction.Tags.Select(tag => new ImageTagPrediction(tag.TagId, tag.Tag, tag.Probability))]);
}
