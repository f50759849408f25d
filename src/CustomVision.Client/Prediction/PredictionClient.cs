using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Prediction;

/// <summary>
/// The operations of the prediction service. Each method is one request, named after the published operation, and throws
/// a <see cref="CustomVisionException"/> when it does not succeed.
/// </summary>
public sealed class PredictionClient
{
    private readonly HttpTransport transport;
    private readonly IPredictionWire wire;

    /// <summary>Speaks to the prediction service of a connection.</summary>
    /// <param name="connection">The connection; it needs a prediction endpoint.</param>
    /// <param name="onRequest">Told of each request after its answer, for logs. The next step waits for it.</param>
    /// <exception cref="ArgumentException">The connection has no prediction endpoint.</exception>
    public PredictionClient(CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest = null)
        : this(connection, new PredictionWire10(), onRequest)
    {
    }

    internal PredictionClient(CustomVisionConnection connection, IPredictionWire wire, Func<RequestRecord, Task>? onRequest)
    {
        this.wire = wire;
        transport = HttpTransport.ForPrediction(connection, onRequest);
    }

    /// <summary>Predicts the tags of an image, which is streamed. The service keeps the image with the prediction.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="image">The image; the service takes at most 4 MB.</param>
    /// <param name="iterationId">The iteration that is to predict; null for the project's default.</param>
    /// <param name="application">A name to find the prediction by later; null for none.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImagePrediction> PredictImageAsync(
        Guid projectId, ImageData image, Guid? iterationId = null, string? application = null, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.PredictImage(projectId, iterationId, application, () => new MultipartImageContent([image])), cancellation);

    /// <summary>Has the service fetch an image and predict its tags.</summary>
    /// <inheritdoc cref="PredictImageAsync"/>
    /// <param name="projectId">The project.</param>
    /// <param name="url">Where the service finds the image.</param>
    /// <param name="iterationId">The iteration that is to predict; null for the project's default.</param>
    /// <param name="application">A name to find the prediction by later; null for none.</param>
    /// <param name="cancellation">Breaks the request off.</param>
    public Task<ImagePrediction> PredictImageUrlAsync(
        Guid projectId, string url, Guid? iterationId = null, string? application = null, CancellationToken cancellation = default) =>
        transport.SendAsync(wire.PredictImageUrl(projectId, iterationId, application, url), cancellation);
}
