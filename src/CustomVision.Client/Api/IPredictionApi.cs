using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>The operations of the prediction service, whatever the version of its API. Each method throws a <see cref="CustomVisionException"/> on failure.</summary>
public interface IPredictionApi
{
    /// <summary>Predicts the tags of an image. The service stores the image with the prediction.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="image">A file of at most 4 MB, or a URL.</param>
    /// <param name="iterationId">The iteration that predicts; null for the default iteration of the project.</param>
    /// <param name="application">A name to find the prediction by later; null for none.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<ImagePrediction> PredictAsync(
        Guid projectId, ImageEntry image, Guid? iterationId = null, string? application = null, CancellationToken cancellation = default);
}
