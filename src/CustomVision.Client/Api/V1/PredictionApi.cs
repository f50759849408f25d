using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api.V1;

/// <summary>Prediction 1.0: the default iteration of the project predicts unless the query names another.</summary>
internal sealed class PredictionApi(HttpPipeline pipeline, HttpTransport transport) : IPredictionApi
{
    private const string Root = "customvision/v1.0/Prediction";

    public async Task<ImagePrediction> PredictAsync(Guid projectId, ImageEntry image, PredictionOptions options, CancellationToken cancellation = default)
    {
        var isUrl = image.Source == ImageSource.Url;
        var operation = isUrl ? "PredictImageUrl" : "PredictImage";
        if (options.PublishedName is not null)
            throw new UnsupportedByVersionException(operation, ApiVersion.V1, "published iterations. Specify -IterationId, or make an iteration the default", "3.0");
        if (!options.Store)
            throw new UnsupportedByVersionException(operation, ApiVersion.V1, "predictions that are not stored", "3.0");
        var path = new RelativeUri($"{Root}/{projectId}/{(isUrl ? "url" : "image")}")
            .With("iterationId", options.IterationId).With("application", options.Application).ToString();
        var request = ApiRequest.Post(operation, path, V1Json.Default.PredictionModel);
        if (isUrl)
        {
            request = request.WithBody(new ImageUrlModel(image.Location), V1Json.Default.ImageUrlModel).CountingAttempts([image]);
        }
        else
        {
            var names = ImageNames.For([image]);
            request = request with { Content = () => MultipartImageContent.Open([image], names) };
        }

        var prediction = await pipeline.SendAsync(transport, request with { Subject = image.Location }, cancellation).ConfigureAwait(false);
        return prediction.ToPrediction();
    }
}
