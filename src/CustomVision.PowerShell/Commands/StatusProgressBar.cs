namespace CustomVision.PowerShell.Commands;

/// <summary>The progress bar of a wait whose end is not known. It shows a status text.</summary>
internal sealed class StatusProgressBar
{
    private const int ActivityId = 0x4358; // A separate id, so that it doesn't replace a progress bar of the calling script.

    private readonly Cmdlet cmdlet;
    private readonly string activity;
    private bool shown;

    private StatusProgressBar(Cmdlet cmdlet, string activity)
    {
        this.cmdlet = cmdlet;
        this.activity = activity;
    }

    /// <summary>Creates a progress bar, or returns null if progress isn't shown.</summary>
    public static StatusProgressBar? For(PSCmdlet cmdlet, string activity)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{wanted}" is "SilentlyContinue" or "Ignore" ? null : new StatusProgressBar(cmdlet, activity);
    }

    /// <summary>Updates the progress bar. Must be called on the pipeline thread.</summary>
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
