using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Prediction;

/// <summary>One version of the prediction API on the wire.</summary>
internal interface IPredictionWire
{
    WireCall<ImagePrediction> PredictImage(Guid projectId, Guid? iterationId, string? application, Func<HttpContent> image);

    WireCall<ImagePrediction> PredictImageUrl(Guid projectId, Guid? iterationId, string? application, string url);
}
