using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>
/// The progress bar of a training or an export. The service doesn't report the progress, so the bar shows the status and the elapsed time.
/// </summary>
internal sealed class TrainingProgressBar
{
    private const int ActivityId = 0x4357; // A separate id, so that it doesn't replace a progress bar of the calling script.

    private readonly Cmdlet cmdlet;
    private readonly string activity;
    private bool shown;

    private TrainingProgressBar(Cmdlet cmdlet, string activity)
    {
        this.cmdlet = cmdlet;
        this.activity = activity;
    }

    /// <summary>Creates a progress bar, or returns null if progress isn't shown.</summary>
    public static TrainingProgressBar? For(PSCmdlet cmdlet, string project) => ForActivity(cmdlet, $"Training project {project}");

    /// <inheritdoc cref="For"/>
    public static TrainingProgressBar? ForActivity(PSCmdlet cmdlet, string activity)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{wanted}" is "SilentlyContinue" or "Ignore" ? null : new TrainingProgressBar(cmdlet, activity);
    }

    /// <summary>Updates the progress bar. Must be called on the pipeline thread.</summary>
    public void Show(TrainingProgress state) => Show($"{state.Iteration.Name}: {state.Iteration.Status}, {state.Elapsed:h\\:mm\\:ss}");

    /// <inheritdoc cref="Show(TrainingProgress)"/>
    public void Show(string status)
    {
        shown = true;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, status));
    }

    /// <summary>Removes the progress bar. Must be called on the pipeline thread.</summary>
    public void Close()
    {
        if (!shown)
            return;
        shown = false;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
