using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api.V1;

/// <summary>Prediction 1.0: the default iteration of the project predicts unless the query names another.</summary>
internal sealed class PredictionApi(HttpPipeline pipeline, HttpTransport transport) : IPredictionApi
{
    private const string Root = "customvision/v1.0/Prediction";

    public async Task<ImagePrediction> PredictAsync(
        Guid projectId, ImageEntry image, Guid? iterationId = null, string? application = null, CancellationToken cancellation = default)
    {
        var isUrl = image.Source == ImageSource.Url;
        var path = new RelativeUri($"{Root}/{projectId}/{(isUrl ? "url" : "image")}").With("iterationId", iterationId).With("application", application).ToString();
        var request = ApiRequest.Post(isUrl ? "PredictImageUrl" : "PredictImage", path, Json.Default.PredictionModel);
        if (isUrl)
        {
            request = request.WithBody(new ImageUrlModel(image.Location), Json.Default.ImageUrlModel).CountingAttempts([image]);
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
