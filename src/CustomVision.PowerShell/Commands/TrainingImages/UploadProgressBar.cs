using System.Globalization;
using CustomVision.Uploading;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>The one bar of an upload: pictures and bytes of what is known so far, rate, time left, retries; about five times a second.</summary>
internal sealed class UploadProgressBar
{
    private const int ActivityId = 0x4356; // "CV": its own, so that it replaces no bar of a script around it

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Cmdlet cmdlet;
    private readonly UploadCounters counters;
    private int waiting;
    private bool shown;

    private UploadProgressBar(Cmdlet cmdlet, UploadCounters counters)
    {
        this.cmdlet = cmdlet;
        this.counters = counters;
    }

    /// <summary>A bar, or none where nobody would see it.</summary>
    public static UploadProgressBar? For(PSCmdlet cmdlet, UploadCounters counters)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{wanted}" is "SilentlyContinue" or "Ignore" ? null : new UploadProgressBar(cmdlet, counters);
    }

    /// <summary>Shows it again and again until told to stop. One that the pipeline has not got to yet is not joined by another.</summary>
    public async Task ShowAsync(Func<Action, Task> onPipeline, CancellationToken until)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, until).ConfigureAwait(false);
                if (Interlocked.Exchange(ref waiting, 1) == 0)
                    await onPipeline(Show).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The upload is over.
        }
    }

    /// <summary>Takes the bar away. On the pipeline thread, on every way out.</summary>
    public void Close()
    {
        if (!shown)
            return;
        shown = false;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Uploading pictures", "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show()
    {
        waiting = 0;
        shown = true;
        cmdlet.WriteProgress(Describe(counters.Seen, counters.SeenBytes, counters.Summary()));
    }

    private static ProgressRecord Describe(long seen, long seenBytes, UploadSummary soFar)
    {
        var status = string.Format(
            CultureInfo.CurrentCulture,
            "{0:N0} of {1:N0} pictures, {2:N1} of {3:N1} MB, {4:N0} a second{5}",
            soFar.Pictures, seen, soFar.Bytes / 1e6, seenBytes / 1e6, soFar.PicturesPerSecond, soFar.Retries == 0 ? "" : $", {soFar.Retries} retries");
        var left = soFar.PicturesPerSecond > 0 ? (seen - soFar.Pictures) / soFar.PicturesPerSecond : -1;
        return new ProgressRecord(ActivityId, "Uploading pictures", status)
        {
            PercentComplete = seen == 0 ? 0 : (int)(100 * soFar.Pictures / seen),
            SecondsRemaining = (int)Math.Min(int.MaxValue, left),
        };
    }
}
