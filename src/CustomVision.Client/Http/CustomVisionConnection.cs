namespace CustomVision.Http;

/// <summary>Where a Custom Vision service is, and what opens it. It never changes and never shows a key.</summary>
public sealed class CustomVisionConnection
{
    /// <summary>How long one request may take unless told otherwise: five minutes, enough for 32 MB over a slow line.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Describes a connection; nothing is sent.</summary>
    /// <exception cref="ArgumentException">An address is not http(s), or a key would go over plain HTTP to another machine.</exception>
    public CustomVisionConnection(
        Uri? trainingEndpoint,
        Secret? trainingKey = null,
        Uri? predictionEndpoint = null,
        Secret? predictionKey = null,
        Secret? accessToken = null,
        TimeSpan? timeout = null)
    {
        TrainingEndpoint = trainingEndpoint is null ? null : ServiceEndpoint.Parse(trainingEndpoint.OriginalString);
        PredictionEndpoint = predictionEndpoint is null ? TrainingEndpoint : ServiceEndpoint.Parse(predictionEndpoint.OriginalString);
        TrainingKey = trainingKey;
        PredictionKey = predictionKey;
        AccessToken = accessToken;
        Timeout = timeout ?? DefaultTimeout;
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), "The time a request may take must be more than zero.");
    }

    /// <summary>The address of the training service, such as https://westeurope.api.cognitive.microsoft.com/.</summary>
    public Uri? TrainingEndpoint { get; }

    /// <summary>The address of the prediction service; the training one when it was not said.</summary>
    public Uri? PredictionEndpoint { get; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Where the connection was made: Connect-CVService, Start-CVLocalService or the environment.</summary>
    public string? Source { get; init; }

    /// <summary>Whether there is a training key.</summary>
    public bool HasTrainingKey => TrainingKey is not null;

    /// <summary>Whether there is a prediction key.</summary>
    public bool HasPredictionKey => PredictionKey is not null;

    /// <summary>Whether there is an Entra ID token. It is used instead of a key where there is no key.</summary>
    public bool HasAccessToken => AccessToken is not null;

    internal Secret? TrainingKey { get; }

    internal Secret? PredictionKey { get; }

    internal Secret? AccessToken { get; }

    /// <inheritdoc/>
    public override string ToString() => TrainingEndpoint?.ToString() ?? PredictionEndpoint?.ToString() ?? "(no endpoint)";
}
