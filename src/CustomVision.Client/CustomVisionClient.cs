using CustomVision.Api;
using CustomVision.Http;

namespace CustomVision;

/// <summary>
/// A client of a Custom Vision service. All its requests share one pipeline: the limit of concurrent requests, retries and
/// the circuit breaker. Use one client per command.
/// </summary>
public sealed class CustomVisionClient
{
    private readonly Func<RequestRecord, Task>? onRequest;
    private readonly Func<RetryRecord, Task>? onRetry;
    private ITrainingApi? training;
    private IPredictionApi? prediction;

    /// <summary>Creates a client. No request is sent.</summary>
    /// <param name="connection">The endpoints and keys.</param>
    /// <param name="options">Concurrency and retries; null for the settings of the connection.</param>
    /// <param name="onRequest">Receives a record of each attempt of a request. The request waits for it. May be called concurrently.</param>
    /// <param name="onRetry">Receives a record of each retry, before its delay. May be called concurrently.</param>
    public CustomVisionClient(
        CustomVisionConnection connection,
        RequestOptions? options = null,
        Func<RequestRecord, Task>? onRequest = null,
        Func<RetryRecord, Task>? onRetry = null)
    {
        Connection = connection ?? throw new ArgumentNullException(nameof(connection));
        Options = options ?? RequestOptions.For(connection);
        this.onRequest = onRequest;
        this.onRetry = onRetry;
        Pipeline = new HttpPipeline(Options, onRequest, onRetry);
    }

    /// <summary>The endpoints and keys.</summary>
    public CustomVisionConnection Connection { get; }

    /// <summary>Concurrency and retries.</summary>
    public RequestOptions Options { get; }

    /// <summary>The operations of the training service.</summary>
    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public ITrainingApi Training => training ??= NewTrainingApi();

    /// <summary>The operations of the prediction service.</summary>
    /// <exception cref="ArgumentException">The connection has no prediction endpoint.</exception>
    public IPredictionApi Prediction => prediction ??= NewPredictionApi();

    internal HttpPipeline Pipeline { get; }

    private ITrainingApi NewTrainingApi()
    {
        var transport = HttpTransport.ForTraining(Connection);
        return Connection.Version.IsV1 ? new Api.V1.TrainingApi(Pipeline, transport) : new Api.V3.TrainingApi(Pipeline, transport, Connection.Version);
    }

    private IPredictionApi NewPredictionApi()
    {
        var transport = HttpTransport.ForPrediction(Connection);
        return Connection.Version.IsV1 ? new Api.V1.PredictionApi(Pipeline, transport) : new Api.V3.PredictionApi(Pipeline, transport, Connection.Version);
    }

    /// <summary>A client of the same service with another version of the API, and one attempt per request.</summary>
    internal CustomVisionClient With(ApiVersion version) => new(Connection.With(version), Options with { MaxRetry = 0 }, onRequest, onRetry);

    /// <summary>A client of the same service with other options and a pipeline of its own.</summary>
    internal CustomVisionClient With(RequestOptions options) => new(Connection, options, onRequest, onRetry);
}
