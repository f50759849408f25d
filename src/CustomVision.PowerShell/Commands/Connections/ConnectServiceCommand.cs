using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>
/// Connects the session to a service. Values that aren't specified are read from the environment variables. One request checks the
/// endpoint and the key.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "CVService", DefaultParameterSetName = ByKey, SupportsShouldProcess = true)]
[OutputType(typeof(CustomVisionConnection))]
public sealed class ConnectServiceCommand : AsyncCommand
{
    private const string ByKey = "Key";
    private const string ByIdentity = "Identity";

    // A user waits for the check, which is one small request.
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The URL of the training service. Default: VISION_TRAINING_ENDPOINT.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>The training key. Default: VISION_TRAINING_KEY.</summary>
    [Parameter(ParameterSetName = ByKey)]
    [Secret]
    public Secret? TrainingKey { get; set; }

    /// <summary>The URL of the prediction service, if it differs. Default: VISION_PREDICTION_ENDPOINT.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PredictionEndpoint { get; set; }

    /// <summary>The prediction key. Default: VISION_PREDICTION_KEY.</summary>
    [Parameter(ParameterSetName = ByKey)]
    [Secret]
    public Secret? PredictionKey { get; set; }

    /// <summary>An Entra ID token, which is used for services without a key.</summary>
    [Parameter(ParameterSetName = ByKey)]
    [Secret]
    public Secret? AccessToken { get; set; }

    /// <summary>Uses the managed identity of the Azure Automation account, App Service or virtual machine. Tokens are renewed before they expire.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByIdentity)]
    public SwitchParameter Identity { get; set; }

    /// <summary>The client id of a user-assigned managed identity. Default: the identity of the system.</summary>
    [Parameter(ParameterSetName = ByIdentity)]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The id of the prediction resource, for Publish-CVIteration. Default: VISION_PREDICTION_RESOURCE_ID.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PredictionResourceId { get; set; }

    /// <summary>The version of the API. Default: VISION_API_VERSION or 3.3, which includes prediction 3.1.</summary>
    [Parameter]
    [ValidateSet("1.0", "3.0", "3.1", "3.2", "3.3", "3.4-preview")]
    public string? ApiVersion { get; set; }

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
        if (!HasCredential(connection) && AzContext.IsAvailable(InvokeCommand))
            connection = AzContext.Use(connection, InvokeCommand);
        if (!HasCredential(connection))
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
                return Identity ? NewConnection(training, prediction, null, null, null).WithManagedIdentity(ClientId)
                    : AccessToken is not null ? NewConnection(training, prediction, TrainingKey, PredictionKey, AccessToken)
                    : NewConnection(
                        training,
                        prediction,
                        TrainingKey ?? SessionConnection.TrainingKeyFromEnvironment(),
                        PredictionKey ?? SessionConnection.PredictionKeyFromEnvironment(),
                        null);
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

    private static bool HasCredential(CustomVisionConnection connection) =>
        connection.HasTrainingKey || connection.HasPredictionKey || connection.HasAccessToken;

    private CustomVisionConnection NewConnection(Uri? training, Uri? prediction, Secret? trainingKey, Secret? predictionKey, Secret? token) =>
        new(training, trainingKey, prediction, predictionKey, token, Timeout.Value, MaxRetry, RetryTimeout.Value)
        {
            Source = "Connect-CVService",
            Version = SessionConnection.FindVersion(ApiVersion),
            PredictionResourceId = PredictionResourceId ?? SessionConnection.PredictionResourceFromEnvironment(),
        };

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
