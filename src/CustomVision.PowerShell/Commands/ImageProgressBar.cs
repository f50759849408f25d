using System.Globalization;
using CustomVision.Sending;

namespace CustomVision.PowerShell.Commands;

/// <summary>The one bar of work on many images: images and bytes of what is known so far, rate, time left, retries; about five times a second.</summary>
internal sealed class ImageProgressBar
{
    private const int ActivityId = 0x4356; // "CV": its own, so that it replaces no bar of a script around it

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Cmdlet cmdlet;
    private readonly ImageCounters counters;
    private readonly string activity;
    private int waiting;
    private bool shown;

    private ImageProgressBar(Cmdlet cmdlet, ImageCounters counters, string activity)
    {
        this.activity = activity;
        this.cmdlet = cmdlet;
        this.counters = counters;
    }

    /// <summary>A bar, or none where nobody would see it.</summary>
    public static ImageProgressBar? For(PSCmdlet cmdlet, ImageCounters counters, string activity)
    {
        var wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{wanted}" is "SilentlyContinue" or "Ignore" ? null : new ImageProgressBar(cmdlet, counters, activity);
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
            // The work is over.
        }
    }

    /// <summary>Takes the bar away. On the pipeline thread, on every way out.</summary>
    public void Close()
    {
        if (!shown)
            return;
        shown = false;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show()
    {
        waiting = 0;
        shown = true;
        cmdlet.WriteProgress(Describe());
    }

    private ProgressRecord Describe()
    {
        var (seen, seenBytes, done) = (counters.Seen, counters.SeenBytes, counters.Done);
        var rate = counters.Elapsed > TimeSpan.Zero ? done / counters.Elapsed.TotalSeconds : 0;
        var status = string.Format(
            CultureInfo.CurrentCulture,
            "{0:N0} of {1:N0} images, {2}{3:N0} a second{4}",
            done, seen, Bytes(counters.DoneBytes, seenBytes), rate, counters.Retries == 0 ? "" : $", {counters.Retries} retries");
        var left = rate > 0 ? (seen - done) / rate : -1;
        return new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = seen == 0 ? 0 : (int)(100 * done / seen),
            SecondsRemaining = (int)Math.Min(int.MaxValue, left),
        };
    }

    // Of addresses and downloads nobody knows beforehand how many bytes there will be.
    private static string Bytes(long done, long seen) =>
        seen > 0 ? string.Format(CultureInfo.CurrentCulture, "{0:N1} of {1:N1} MB, ", done / 1e6, seen / 1e6)
        : done > 0 ? string.Format(CultureInfo.CurrentCulture, "{0:N1} MB, ", done / 1e6)
        : "";
}
