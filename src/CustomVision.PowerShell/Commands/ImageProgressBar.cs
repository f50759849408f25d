using System.Globalization;
using CustomVision.Work;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// The progress bar of cmdlets that process many images. It shows images, bytes, rate, remaining time and retries, five times a
/// second.
/// </summary>
internal sealed class ImageProgressBar
{
    private const int ActivityId = 0x4356; // "CV", so that it doesn't replace a progress bar of the calling script.

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Cmdlet cmdlet;
    private readonly ImageCounters counters;
    private readonly string activity;
    private int isPending;
    private bool shown;

    private ImageProgressBar(Cmdlet cmdlet, ImageCounters counters, string activity)
    {
        this.activity = activity;
        this.cmdlet = cmdlet;
        this.counters = counters;
    }

    /// <summary>Creates a progress bar, or returns null if progress isn't shown.</summary>
    public static ImageProgressBar? For(PSCmdlet cmdlet, ImageCounters counters, string activity)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{wanted}" is "SilentlyContinue" or "Ignore" ? null : new ImageProgressBar(cmdlet, counters, activity);
    }

    /// <summary>Updates the progress bar until it is canceled. There is at most one pending update in the pipeline.</summary>
    public async Task ShowAsync(Func<Action, Task> onPipeline, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, cancellation).ConfigureAwait(false);
                if (Interlocked.Exchange(ref isPending, 1) == 0)
                    await onPipeline(Show).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The processing has ended.
        }
    }

    /// <summary>Removes the progress bar. Must be called on the pipeline thread.</summary>
    public void Close()
    {
        if (!shown)
            return;
        shown = false;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show()
    {
        isPending = 0;
        shown = true;
        cmdlet.WriteProgress(Describe());
    }

    private ProgressRecord Describe()
    {
        var (seen, seenBytes, done) = (counters.Seen, counters.SeenBytes, counters.Done);
        var rate = counters.Elapsed > TimeSpan.Zero ? done / counters.Elapsed.TotalSeconds : 0;
        var status = string.Format(
            CultureInfo.CurrentCulture,
            "{0:N0} of {1:N0} images, {2}{3:N0} per second{4}",
            done, seen, Bytes(counters.DoneBytes, seenBytes), rate, counters.Retries == 0 ? "" : $", {counters.Retries} retries");
        var left = rate > 0 ? (seen - done) / rate : -1;
        return new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = seen == 0 ? 0 : (int)(100 * done / seen),
            SecondsRemaining = (int)Math.Min(int.MaxValue, left),
        };
    }

    // The total size of URLs and downloads isn't known in advance.
    private static string Bytes(long done, long seen) =>
        seen > 0 ? string.Format(CultureInfo.CurrentCulture, "{0:N1} of {1:N1} MB, ", done / 1e6, seen / 1e6)
        : done > 0 ? string.Format(CultureInfo.CurrentCulture, "{0:N1} MB, ", done / 1e6)
        : "";
}
