using System.Text.Json.Serialization;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Prediction;

/// <summary>Prediction 1.0: the default iteration of the project predicts unless another is named in the query.</summary>
internal sealed class PredictionWire10 : IPredictionWire
{
    private const string Root = "customvision/v1.0/Prediction";

    public WireCall<ImagePrediction> PredictImage(Guid projectId, Guid? iterationId, string? application, Func<HttpContent> image) =>
        WireMessage.Post("PredictImage", Path(projectId, "image", iterationId, application), PredictionJson.Default.ImagePrediction) with { Content = image };

    public WireCall<ImagePrediction> PredictImageUrl(Guid projectId, Guid? iterationId, string? application, string url) =>
        WireMessage.Post("PredictImageUrl", Path(projectId, "url", iterationId, application), PredictionJson.Default.ImagePrediction)
            .Sending(new ImageUrl(url), PredictionJson.Default.ImageUrl);

    private static string Path(Guid projectId, string source, Guid? iterationId, string? application) =>
        new RelativeUri($"{Root}/{projectId}/{source}").With("iterationId", iterationId).With("application", application).ToString();
}

/// <summary>How prediction models are read and written, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(ImagePrediction))]
[JsonSerializable(typeof(ImageUrl))]
internal sealed partial class PredictionJson : JsonSerializerContext;

/// <summary>The body of PredictImageUrl.</summary>
internal sealed record ImageUrl(string Url);
