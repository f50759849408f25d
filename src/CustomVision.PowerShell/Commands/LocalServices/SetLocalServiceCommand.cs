using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Changes the limits and the training mode of a local service.</summary>
[Cmdlet(VerbsCommon.Set, "CVLocalService", SupportsShouldProcess = true)]
[OutputType(typeof(LocalServiceSettings))]
public sealed class SetLocalServiceCommand : LocalServiceCommand
{
    /// <summary>The limits: F0, S0 or None.</summary>
    [Parameter]
    [Alias("QuotaProfile")]
    public QuotaProfile Profile { get; set; }

    /// <summary>How trainings run: Real, Instant, Seconds, Polls or Fail.</summary>
    [Parameter]
    public TrainingMode TrainingMode { get; set; }

    /// <summary>The number of seconds or polls.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double TrainingAmount { get; set; }

    /// <summary>The reason that the service logs if trainings fail.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrainingMessage { get; set; }

    /// <summary>Returns the settings of the service.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private LocalServiceSettings Change { get; set; } = new();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        QuotaProfile? profile = IsBound(nameof(Profile)) ? Profile : null;
        TrainingMode? mode = IsBound(nameof(TrainingMode)) ? TrainingMode : null;
        double? amount = IsBound(nameof(TrainingAmount)) ? TrainingAmount : null;
        try
        {
            Change = new LocalServiceSettings { Profile = profile, Training = TrainingParameters.ToBehavior(mode, amount, TrainingMessage) };
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument(exception, mode));
        }

        if (Change is { Profile: null, Training: null })
            ThrowTerminatingError(Errors.NothingToChange("-Profile and -TrainingMode"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var changes = new[] { Change.Profile is { } profile ? $"profile {profile}" : null, Change.Training is { } training ? $"training {training}" : null };
        if (ShouldProcess(LocalEndpoint.ToString(), $"Set {string.Join(", ", changes.OfType<string>())}"))
            RunForLocalService(LocalEndpoint, async (local, token) =>
            {
                var settings = await local.UpdateSettingsAsync(Change, token).ConfigureAwait(false);
                if (PassThru)
                    await WriteAsync(settings).ConfigureAwait(false);
            });
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
