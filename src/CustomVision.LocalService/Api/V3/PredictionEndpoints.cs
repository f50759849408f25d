using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Api.V3;

internal sealed record ImagePredictionV3(Guid Id, Guid Project, Guid Iteration, DateTimeOffset Created, PredictionV3[] Predictions);

/// <summary>The Prediction API, and the quick tests of the Training API.</summary>
internal sealed class PredictionEndpoints(Predictor predictor, UrlFetcher fetcher)
{
    private const int MaxApplicationLength = 256;

    public void Map(V3Routes routes)
    {
        foreach (var (name, path, type) in ((string, string, DomainType)[])
            [("Classify", "classify", DomainType.Classification), ("Detect", "detect", DomainType.ObjectDetection)])
            foreach (var isStored in (bool[])[true, false])
            {
                var (suffix, end) = isStored ? ("", "") : ("WithNoStore", "/nostore");
                var iteration = $"{{projectId}}/{path}/iterations/{{publishedName}}";
                routes.MapPrediction($"{name}Image{suffix}", $"{iteration}/image{end}", request => PredictAsync(request, type, isStored, ReadImageAsync));
                routes.MapPrediction($"{name}ImageUrl{suffix}", $"{iteration}/url{end}", request => PredictAsync(request, type, isStored, FetchImageAsync));
            }
        routes.Map("QuickTestImage", "POST", "projects/{projectId}/quicktest/image", request => QuickTestAsync(request, ReadImageAsync));
        routes.Map("QuickTestImageUrl", "POST", "projects/{projectId}/quicktest/url", request => QuickTestAsync(request, FetchImageAsync));
    }

    private Task<ImagePredictionV3> PredictAsync(HttpRequest request, DomainType type, bool isStored, Func<HttpRequest, int, Task<IncomingImage>> read)
    {
        var projectId = request.PathId("projectId");
        var application = request.Query["application"].ToString();
        if (application.Length > MaxApplicationLength)
            throw new ServiceException(
                ErrorCodes.BadRequestPredictionInvalidApplicationName, $"application can have at most {MaxApplicationLength} characters.");
        // Before the image is read, which isn't read if any of it is invalid.
        var iteration = predictor.FindPublished(projectId, (string)request.RouteValues["publishedName"]!, type);
        return PredictAsync(request, projectId, iteration, application.Length > 0 ? application : null, isStored, Predictor.MaxImageBytes, read);
    }

    private Task<ImagePredictionV3> QuickTestAsync(HttpRequest request, Func<HttpRequest, int, Task<IncomingImage>> read)
    {
        var projectId = request.PathId("projectId");
        var isStored = !V3Version.Of(request).HasStore || request.Parameters().Flag("store") != false;
        var iteration = predictor.FindForQuickTest(projectId, request.QueryId("iterationId"));
        return PredictAsync(request, projectId, iteration, application: null, isStored, ImageLimits.MaxBytes, read);
    }

    private async Task<ImagePredictionV3> PredictAsync(
        HttpRequest request, Guid projectId, Iteration iteration, string? application, bool isStored, int maxBytes, Func<HttpRequest, int, Task<IncomingImage>> read)
    {
        using var image = await read(request, maxBytes);
        RequestRecord.Of(request).ImageCount = 1;
        var prediction = await predictor.PredictAsync(projectId, iteration, image, application, isStored);
        return new ImagePredictionV3(prediction.Id, projectId, prediction.IterationId, prediction.Created, PredictionV3.Of(prediction.Tags));
    }

    private static async Task<IncomingImage> ReadImageAsync(HttpRequest request, int maxBytes)
    {
        try
        {
            return await UploadReader.ReadOneAsync(request, maxBytes);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // A body that is too large for any request is too large for an image, and that is the clearer error.
            throw Predictor.TooLarge();
        }
    }

    private async Task<IncomingImage> FetchImageAsync(HttpRequest request, int maxBytes)
    {
        var body = await LenientBody.ReadAsync(request);
        return body.Text("url") is { Length: > 0 } url
            ? await fetcher.FetchAsync(url, maxBytes, request.HttpContext.RequestAborted)
            : throw new ServiceException(ErrorCodes.BadRequestImageUrl, "url is required.");
    }
}
