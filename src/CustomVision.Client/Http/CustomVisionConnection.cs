namespace CustomVision.Http;

/// <summary>The endpoints, keys and request settings of a Custom Vision service. It is immutable and never shows a key.</summary>
public sealed class CustomVisionConnection
{
    /// <summary>The default of <see cref="Timeout"/>: 5 minutes, enough for 32 MB over a slow connection.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Creates a connection. No request is sent.</summary>
    /// <exception cref="ArgumentException">An endpoint is not an http(s) address, or is plain HTTP to another machine.</exception>
    public CustomVisionConnection(
        Uri? trainingEndpoint,
        Secret? trainingKey = null,
        Uri? predictionEndpoint = null,
        Secret? predictionKey = null,
        Secret? accessToken = null,
        TimeSpan? timeout = null,
        int? maxRetry = null,
        TimeSpan? retryTimeout = null)
    {
        TrainingEndpoint = trainingEndpoint is null ? null : ServiceEndpoint.Parse(trainingEndpoint.OriginalString);
        PredictionEndpoint = predictionEndpoint is null ? TrainingEndpoint : ServiceEndpoint.Parse(predictionEndpoint.OriginalString);
        TrainingKey = trainingKey;
        PredictionKey = predictionKey;
        AccessToken = accessToken;
        Timeout = timeout ?? DefaultTimeout;
        if (accessToken is not null)
            TokenSource = new AccessTokenSource(_ => Task.FromResult(new AccessToken(accessToken, DateTimeOffset.MaxValue)));
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), "The time limit of a request must be more than zero.");
        MaxRetry = maxRetry ?? RequestOptions.DefaultMaxRetry;
        RetryTimeout = retryTimeout ?? RequestOptions.DefaultRetryTimeout;
    }

    private CustomVisionConnection(CustomVisionConnection other)
    {
        TrainingEndpoint = other.TrainingEndpoint;
        TrainingKey = other.TrainingKey;
        PredictionEndpoint = other.PredictionEndpoint;
        PredictionKey = other.PredictionKey;
        AccessToken = other.AccessToken;
        TokenSource = other.TokenSource;
        UsesManagedIdentity = other.UsesManagedIdentity;
        IdentityClientId = other.IdentityClientId;
        Timeout = other.Timeout;
        MaxRetry = other.MaxRetry;
        RetryTimeout = other.RetryTimeout;
        Version = other.Version;
        PredictionResourceId = other.PredictionResourceId;
        Source = other.Source;
    }

    /// <summary>The address of the training service, such as https://westeurope.api.cognitive.microsoft.com/.</summary>
    public Uri? TrainingEndpoint { get; }

    /// <summary>The address of the prediction service. Default: the training endpoint.</summary>
    public Uri? PredictionEndpoint { get; }

    /// <summary>The time limit of one attempt of a request.</summary>
    public TimeSpan Timeout { get; private init; }

    /// <summary>How often a request is retried after a temporary failure.</summary>
    public int MaxRetry { get; }

    /// <summary>The time limit of a request with all its retries and the delays between them.</summary>
    public TimeSpan RetryTimeout { get; private init; }

    /// <summary>The version of the API. Default: training 3.3 with prediction 3.1.</summary>
    public ApiVersion Version { get; init; } = ApiVersion.Default;

    /// <summary>
    /// The id of the prediction resource that iterations are published to:
    /// /subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…. Null when it is not known. A service on
    /// this computer accepts any id of this form, so that it has a default.
    /// </summary>
    public string? PredictionResourceId
    {
        get => field ?? (IsLocal ? PredictionResource.Local : null);
        init => field = value is null ? null : PredictionResource.Parse(value);
    }

    /// <summary>What created the connection: Connect-CVService, Start-CVLocalService or the environment.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the connection has a training key.</summary>
    public bool HasTrainingKey => TrainingKey is not null;

    /// <summary>Whether the connection has a prediction key.</summary>
    public bool HasPredictionKey => PredictionKey is not null;

    /// <summary>Whether the connection has an Entra ID token, which is sent to a service that the connection has no key for.</summary>
    public bool HasAccessToken => TokenSource is not null;

    /// <summary>Whether the access token is acquired from a managed identity and renewed before it expires.</summary>
    public bool UsesManagedIdentity { get; private init; }

    /// <summary>The client id of the user-assigned managed identity; null for the identity of the system.</summary>
    public string? IdentityClientId { get; private init; }

    /// <summary>Returns the training key; null when the connection has none.</summary>
    public Secret? GetTrainingKey() => TrainingKey;

    /// <summary>Returns the prediction key; null when the connection has none.</summary>
    public Secret? GetPredictionKey() => PredictionKey;

    /// <summary>Returns the Entra ID token; null when the connection has none.</summary>
    public Secret? GetAccessToken() => AccessToken;

    /// <summary>Whether the training service runs on this computer.</summary>
    internal bool IsLocal => TrainingEndpoint?.IsLoopback == true;

    internal Secret? TrainingKey { get; }

    internal Secret? PredictionKey { get; }

    internal Secret? AccessToken { get; }

    internal AccessTokenSource? TokenSource { get; private init; }

    /// <summary>A connection that acquires the tokens of a managed identity.</summary>
    /// <param name="clientId">The client id of a user-assigned identity; null for the identity of the system.</param>
    public CustomVisionConnection WithManagedIdentity(string? clientId = null) =>
        new(this) { TokenSource = ManagedIdentity.CreateSource(clientId), UsesManagedIdentity = true, IdentityClientId = clientId };

    /// <summary>A connection that acquires tokens from a source.</summary>
    public CustomVisionConnection WithTokens(AccessTokenSource source) => new(this) { TokenSource = source };

    /// <summary>A connection whose requests, with all their retries, take at most this time.</summary>
    public CustomVisionConnection WithTimeLimit(TimeSpan limit) => new(this) { Timeout = Min(Timeout, limit), RetryTimeout = Min(RetryTimeout, limit) };

    /// <summary>A connection with another version of the API.</summary>
    internal CustomVisionConnection With(ApiVersion version) => new(this) { Version = version };

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;

    /// <inheritdoc/>
    public override string ToString() => TrainingEndpoint?.ToString() ?? PredictionEndpoint?.ToString() ?? "(no endpoint)";
}
