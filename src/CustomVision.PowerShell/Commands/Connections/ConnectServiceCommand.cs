using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Session;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>
/// Sets the connection that the session's cmdlets use. What is not given comes from the environment. One request makes
/// sure that the service is there and takes the key.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "CVService", SupportsShouldProcess = true)]
[OutputType(typeof(CustomVisionConnection))]
public sealed class ConnectServiceCommand : AsyncCommand
{
    /// <summary>The address of the training service, as the portal shows it. Default: VISION_TRAINING_ENDPOINT.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>The training key. Default: VISION_TRAINING_KEY.</summary>
    [Parameter]
    [Secret]
    public Secret? TrainingKey { get; set; }

    /// <summary>The address of the prediction service, when it is another. Default: VISION_PREDICTION_ENDPOINT.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PredictionEndpoint { get; set; }

    /// <summary>The prediction key. Default: VISION_PREDICTION_KEY.</summary>
    [Parameter]
    [Secret]
    public Secret? PredictionKey { get; set; }

    /// <summary>An Entra ID token, used where there is no key.</summary>
    [Parameter]
    [Secret]
    public Secret? AccessToken { get; set; }

    /// <summary>How long one request may take, in seconds or as a TimeSpan. Default: 5 minutes.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = CustomVisionConnection.DefaultTimeout;

    /// <summary>Does not ask the service whether it is there and takes the key.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>Writes the connection to the output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var connection = Describe();
        if (!ShouldProcess(connection.ToString(), "Connect"))
            return;
        if (!SkipCheck && connection is { TrainingEndpoint: not null } && (connection.HasTrainingKey || connection.HasAccessToken))
            Check(connection);
        SessionConnection.Set(connection);
        if (PassThru)
            WriteObject(connection);
    }

    private CustomVisionConnection Describe()
    {
        try
        {
            var environment = SessionConnection.Environment();
            var training = Endpoint is null ? environment?.TrainingEndpoint : new Uri(Endpoint, UriKind.RelativeOrAbsolute);
            var prediction = PredictionEndpoint is not null ? new Uri(PredictionEndpoint, UriKind.RelativeOrAbsolute)
                : Endpoint is null ? environment?.PredictionEndpoint : null;
            if (training is not null || prediction is not null)
                return SessionConnection.Create(training, TrainingKey, prediction, PredictionKey, AccessToken, Timeout);
        }
        catch (EnvironmentVariableException problem)
        {
            ThrowTerminatingError(Errors.BadEnvironment(problem));
        }
        catch (ArgumentException problem)
        {
            ThrowTerminatingError(Errors.BadArgument(problem, Endpoint ?? PredictionEndpoint));
        }

        ThrowTerminatingError(Errors.NoEndpoint());
        throw new PipelineStoppedException(); // never reached: ThrowTerminatingError throws
    }

    private void Check(CustomVisionConnection connection)
    {
        try
        {
            Run(token => new TrainingClient(connection, TraceAsync).GetDomainsAsync(token));
        }
        catch (CustomVisionException failure)
        {
            ThrowTerminatingError(Errors.From(failure, connection.TrainingEndpoint));
        }
    }
}
