using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>
/// Connects the session to a service. Values that aren't specified are read from the environment variables. One request checks the
/// endpoint and the key.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "CVService", SupportsShouldProcess = true)]
[OutputType(typeof(CustomVisionConnection))]
public sealed class ConnectServiceCommand : AsyncCommand
{
    // A user waits for the check, which is one small request.
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The URL of the training service. Default: VISION_TRAINING_ENDPOINT.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>The training key. Default: VISION_TRAINING_KEY.</summary>
    [Parameter]
    [Secret]
    public Secret? TrainingKey { get; set; }

    /// <summary>The URL of the prediction service, if it differs. Default: VISION_PREDICTION_ENDPOINT.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PredictionEndpoint { get; set; }

    /// <summary>The prediction key. Default: VISION_PREDICTION_KEY.</summary>
    [Parameter]
    [Secret]
    public Secret? PredictionKey { get; set; }

    /// <summary>An Entra ID token, which is used for services without a key.</summary>
    [Parameter]
    [Secret]
    public Secret? AccessToken { get; set; }

    /// <summary>How long one request can take, in seconds or as a TimeSpan. Default: 5 minutes.</summary>
    [Parameter]
    [Seconds]
    public Seconds Timeout { get; set; } = Seconds.From(CustomVisionConnection.DefaultTimeout);

    /// <summary>How many times cmdlets that use the connection retry a request after a temporary failure. Default: 8.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaxRetry { get; set; } = RequestOptions.DefaultMaxRetry;

    /// <summary>How long a request can take, including all retries and waits, in seconds or as a TimeSpan. Default: 10 minutes.</summary>
    [Parameter]
    [Seconds]
    public Seconds RetryTimeout { get; set; } = Seconds.From(RequestOptions.DefaultRetryTimeout);

    /// <summary>Doesn't check the endpoint and the key.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>Returns the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var connection = CreateConnection();
        if (!connection.HasTrainingKey && !connection.HasPredictionKey && !connection.HasAccessToken)
            ThrowTerminatingError(Errors.NoKey(connection.TrainingEndpoint ?? connection.PredictionEndpoint));
        if (!ShouldProcess(connection.ToString(), "Connect"))
            return;
        if (!SkipCheck && connection is { TrainingEndpoint: not null } && (connection.HasTrainingKey || connection.HasAccessToken))
            Check(connection);
        SessionConnection.Set(connection);
        if (PassThru)
            WriteObject(connection);
    }

    private CustomVisionConnection CreateConnection()
    {
        try
        {
            var environment = SessionConnection.Environment();
            var training = Endpoint is null ? environment?.TrainingEndpoint : new Uri(Endpoint, UriKind.RelativeOrAbsolute);
            var prediction = PredictionEndpoint is not null ? new Uri(PredictionEndpoint, UriKind.RelativeOrAbsolute)
                : Endpoint is null ? environment?.PredictionEndpoint : null;
            if (training is not null || prediction is not null)
                return SessionConnection.Create(training, TrainingKey, prediction, PredictionKey, AccessToken, Timeout.Value, MaxRetry, RetryTimeout.Value);
        }
        catch (EnvironmentVariableException exception)
        {
            ThrowTerminatingError(Errors.BadEnvironment(exception));
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument(exception, Endpoint ?? PredictionEndpoint));
        }

        ThrowTerminatingError(Errors.NoEndpoint());
        throw new PipelineStoppedException(); // Not reached, because ThrowTerminatingError throws.
    }

    private void Check(CustomVisionConnection connection)
    {
        try
        {
            Run(token => new CustomVisionClient(connection.WithTimeLimit(CheckTimeout), null, TraceAsync, TraceAsync).Training.GetDomainsAsync(token));
        }
        catch (ConnectionFailedException failure) when (failure.TimedOut)
        {
            ThrowTerminatingError(Errors.CheckTimedOut(failure, connection.TrainingEndpoint));
        }
        catch (CustomVisionException failure)
        {
            ThrowTerminatingError(Errors.From(failure, connection.TrainingEndpoint));
        }
    }
}
