using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Changes how a local service behaves while it runs: whose limits it keeps to, and how its trainings go.</summary>
[Cmdlet(VerbsCommon.Set, "CVLocalService", SupportsShouldProcess = true)]
[OutputType(typeof(LocalServiceSettings))]
public sealed class SetLocalServiceCommand : LocalServiceCommand
{
    /// <summary>Whose limits it keeps to: F0, S0, or None.</summary>
    [Parameter]
    [Alias("QuotaProfile")]
    public QuotaProfile Profile { get; set; }

    /// <summary>How its trainings go: Real, Instant, Seconds, Polls or Fail.</summary>
    [Parameter]
    public TrainingMode TrainingMode { get; set; }

    /// <summary>How many seconds or polls.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double TrainingAmount { get; set; }

    /// <summary>Why trainings fail, for the log of the service.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrainingMessage { get; set; }

    /// <summary>Writes how the service behaves then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private LocalServiceSettings Change { get; set; } = new();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        QuotaProfile? profile = Given(nameof(Profile)) ? Profile : null;
        TrainingMode? mode = Given(nameof(TrainingMode)) ? TrainingMode : null;
        double? amount = Given(nameof(TrainingAmount)) ? TrainingAmount : null;
        try
        {
            Change = new LocalServiceSettings { Profile = profile, Training = TrainingParameters.ToBehavior(mode, amount, TrainingMessage) };
        }
        catch (ArgumentException problem)
        {
            ThrowTerminatingError(Errors.BadArgument(problem, mode));
        }

        if (Change is { Profile: null, Training: null })
            ThrowTerminatingError(Errors.NothingToChange("-Profile and -TrainingMode"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var changes = new[] { Change.Profile is { } profile ? $"profile {profile}" : null, Change.Training is { } training ? $"training {training}" : null };
        if (ShouldProcess(LocalEndpoint.ToString(), $"Set {string.Join(", ", changes.OfType<string>())}"))
            RunLocally(LocalEndpoint, async (local, token) =>
            {
                var settings = await local.UpdateSettingsAsync(Change, token).ConfigureAwait(false);
                if (PassThru)
                    await WriteAsync(settings).ConfigureAwait(false);
            });
    }

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
