using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Api.V1;

internal sealed record ImagePredictionResultModel(
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTimeOffset Created,
    ImageTagPrediction[] Predictions);

internal sealed record ImageTagPrediction(Guid TagId, string Tag, float Probability);

/// <summary>The Prediction API.</summary>
internal sealed class PredictionEndpoints(Predictor predictor, UrlFetcher fetcher)
{
    private const int MaxApplicationLength = 256;

    public void Map(IEndpointRouteBuilder project)
    {
        project.Map("POST", "image", V1Json.Default.ImagePredictionResultModel, PredictImage).WithOperation(nameof(PredictImage));
        project.Map("POST", "url", V1Json.Default.ImagePredictionResultModel, PredictImageUrl).WithOperation(nameof(PredictImageUrl));
    }

    private async Task<ImagePredictionResultModel> PredictImage(HttpRequest request)
    {
        var (projectId, iteration, application) = ReadParameters(request);
        using var image = await ReadImageAsync(request);
        return await PredictAsync(request, projectId, iteration, image, application);
    }

    private async Task<ImagePredictionResultModel> PredictImageUrl(HttpRequest request)
    {
        var (projectId, iteration, application) = ReadParameters(request);
        var body = await RequestBody.ReadAsync(request, ["Url"]);
        var url = body.Text("Url") is { Length: > 0 } text
            ? text
            : throw new ServiceException(ErrorCodes.BadRequestImageUrl, "Url is required.");
        using var image = await fetcher.FetchAsync(url, Predictor.MaxImageBytes, request.HttpContext.RequestAborted);
        return await PredictAsync(request, projectId, iteration, image, application);
    }

    private async Task<ImagePredictionResultModel> PredictAsync(
        HttpRequest request, Guid projectId, Iteration iteration, IncomingImage image, string? application)
    {
        RequestRecord.Of(request).ImageCount = 1;
        var prediction = await predictor.PredictAsync(projectId, iteration, image, application);
        return new ImagePredictionResultModel(
            prediction.Id,
            projectId,
            prediction.IterationId,
            prediction.Created,
            [.. prediction.Tags.Select(tag => new ImageTagPrediction(tag.TagId, tag.Tag, tag.Probability))]);
    }

    private static async Task<IncomingImage> ReadImageAsync(HttpRequest request)
    {
        try
        {
            return await UploadReader.ReadOneAsync(request, Predictor.MaxImageBytes);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // A body that is too large for any request is too large for an image, and that is the clearer error.
            throw Predictor.TooLarge();
        }
    }

    /// <summary>Reads everything except the image, which isn't read if any of it is invalid.</summary>
    private (Guid ProjectId, Iteration Iteration, string? Application) ReadParameters(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var application = request.Query["application"].ToString();
        if (application.Length > MaxApplicationLength)
            throw new ServiceException(
                ErrorCodes.BadRequestPredictionInvalidApplicationName, $"application can have at most {MaxApplicationLength} characters.");
        return (projectId, predictor.Find(projectId, request.QueryId("iterationId")), application.Length > 0 ? application : null);
    }
}
