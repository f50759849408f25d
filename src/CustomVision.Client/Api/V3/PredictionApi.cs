using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api.V3;

/// <summary>Prediction 3.0 and 3.1: a published iteration predicts, and projects for object detection have operations of their own.</summary>
internal sealed class PredictionApi(HttpPipeline pipeline, HttpTransport transport, ApiVersion version) : IPredictionApi
{
    public async Task<ImagePrediction> PredictAsync(Guid projectId, ImageEntry image, PredictionOptions options, CancellationToken cancellation = default)
    {
        var (verb, kind) = options.IsObjectDetection ? ("Detect", "detect") : ("Classify", "classify");
        var isUrl = image.Source == ImageSource.Url;
        var operation = $"{verb}Image{(isUrl ? "Url" : "")}{(options.Store ? "" : "WithNoStore")}";
        if (options.PublishedName is not { } name)
            throw new UnsupportedByVersionException(operation, version, "predictions without the name of a published iteration", ApiVersion.V1.Training);
        var path = new RelativeUri(
            $"customvision/v{version.Prediction}/prediction/{projectId}/{kind}/iterations/{Uri.EscapeDataString(name)}/{(isUrl ? "url" : "image")}{(options.Store ? "" : "/nostore")}")
            .With("application", options.Application)
            .ToString();
        var request = ApiRequest.Post(operation, path, V3Json.Default.PredictionModel).WithImage(image);
        return (await pipeline.SendAsync(transport, request, cancellation).ConfigureAwait(false)).ToPrediction();
    }
}

/// <summary>Adds the one image of a prediction to its request.</summary>
internal static class PredictionRequests
{
    public static ApiRequest<PredictionModel> WithImage(this ApiRequest<PredictionModel> request, ImageEntry image)
    {
        request = request with { Subject = image.Location };
        if (image.Source == ImageSource.Url)
            return request.WithBody(new ImageUrlModel(image.Location), V3Json.Default.ImageUrlModel).CountingAttempts([image]);
        var names = ImageNames.For([image]);
        return request with { Content = () => MultipartImageContent.Open([image], names) };
    }
}
