using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>The bar of a training. How much of it is left nobody tells, so it shows the status and the time since it began.</summary>
internal sealed class TrainingProgressBar
{
    private const int ActivityId = 0x4357; // beside that of uploads: its own, so that it replaces no bar of a script around it

    private readonly Cmdlet cmdlet;
    private readonly string activity;
    private bool shown;

    private TrainingProgressBar(Cmdlet cmdlet, string activity)
    {
        this.cmdlet = cmdlet;
        this.activity = activity;
    }

    /// <summary>A bar, or none where nobody would see it.</summary>
    public static TrainingProgressBar? For(PSCmdlet cmdlet, string project)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{wanted}" is "SilentlyContinue" or "Ignore" ? null : new TrainingProgressBar(cmdlet, $"Training project {project}");
    }

    /// <summary>Shows how far it is. On the pipeline thread.</summary>
    public void Show(TrainingProgress state)
    {
        shown = true;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, $"{state.Iteration.Name}: {state.Iteration.Status}, {state.Elapsed:h\\:mm\\:ss}"));
    }

    /// <summary>Takes the bar away. On the pipeline thread, on every way out.</summary>
    public void Close()
    {
        if (!shown)
            return;
        shown = false;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
