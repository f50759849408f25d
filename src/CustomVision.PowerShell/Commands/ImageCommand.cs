using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.Sending;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// A cmdlet that works on many images and writes a result for each while further ones still come in: the work starts
/// with the first and shows one progress bar; what waits before it is bounded.
/// </summary>
/// <typeparam name="TInput">What the work is handed for each image.</typeparam>
public abstract class ImageCommand<TInput> : ServiceCommand
{
    private static readonly SendingOptions Defaults = new ImageTaggerOptions(); // the same for all work

    // A batch of an upload that gathers while others are under way.
    private readonly Channel<TInput> input = Channel.CreateBounded<TInput>(64);
    private ImageProgressBar? progress;
    private bool hasStarted;
    private int handedIn;

    private protected ImageCommand()
    {
    }

    /// <summary>How many requests may be under way at once, 1 to 64. Default: 4. Too many for the service, and it lowers itself for a while.</summary>
    [Parameter]
    [ValidateRange(1, SendingOptions.LargestThrottleLimit)]
    public int ThrottleLimit { get; set; } = Defaults.ThrottleLimit;

    /// <summary>How often a request that failed for a passing reason is sent again. Default: 8.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaxRetry { get; set; } = Defaults.MaxRetry;

    /// <summary>How long a request may take with all its retries and the waiting between them, in seconds or as a TimeSpan. Default: 10 minutes.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = Defaults.RetryTimeout;

    /// <summary>What the work as a whole is about, for errors that end it.</summary>
    private protected abstract object? Target { get; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        input.Writer.TryComplete();
        if (hasStarted)
            FinishWork();
    }

    /// <summary>Prepares the work, when the first image is there.</summary>
    private protected abstract ImageWork Prepare();

    /// <summary>Options of the work, with what was given for its requests.</summary>
    private protected TOptions Sending<TOptions>(TOptions options)
        where TOptions : SendingOptions =>
        options with { ThrottleLimit = ThrottleLimit, MaxRetry = MaxRetry, RetryTimeout = Timeout };

    /// <summary>Tells of a request that will be sent again. Only for bodies.</summary>
    private protected Task TellAsync(object retry) => OnPipelineAsync(() => WriteVerbose(retry.ToString()));

    /// <summary>The error for what ended the work; null for what is no error.</summary>
    private protected virtual ErrorRecord? Describe(Exception ended) => ended switch
    {
        AbandonedException abandoned => Errors.Abandoned(abandoned, Target, handedIn),
        CustomVisionException failure => Errors.From(failure, Target),
        _ => null,
    };

    /// <summary>The work has come to its end, whatever end that is.</summary>
    private protected virtual void WorkEnded()
    {
    }

    /// <summary>Hands in one image, and writes the results that are there.</summary>
    private protected void HandIn(TInput image)
    {
        if (!hasStarted)
            StartWork();
        handedIn++;
        if (!input.Writer.TryWrite(image))
        {
            var writing = input.Writer.WriteAsync(image).AsTask();
            PumpUntil(writing);
            if (!writing.IsCompleted || writing.IsFaulted)
                FinishWork(); // ended early: this throws
        }

        WriteBacklog();
    }

    /// <summary>Writes a result, and what became of an image that failed as an error besides. Only for bodies.</summary>
    private protected Task WriteResultAsync(object result, ErrorRecord? failure) => OnPipelineAsync(() =>
    {
        WriteObject(result);
        if (failure is not null)
            WriteError(failure);
    });

    private protected override void CloseProgress() => progress?.Close();

    private void StartWork()
    {
        var work = Prepare();
        hasStarted = true;
        progress = ImageProgressBar.For(this, work.Counters, work.Activity);
        Start(token => RunAsync(work, token));
    }

    private async Task RunAsync(ImageWork work, CancellationToken token)
    {
        using var held = work.Holds;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(token);
        var showing = progress?.ShowAsync(OnPipelineAsync, done.Token) ?? Task.CompletedTask;
        try
        {
            await work.Run(input.Reader, token).ConfigureAwait(false);
        }
        finally
        {
            done.Cancel();
            await showing.ConfigureAwait(false);
        }
    }

    private void FinishWork()
    {
        try
        {
            Finish();
        }
        catch (Exception ended) when (Describe(ended) is not null)
        {
            ThrowTerminatingError(Describe(ended));
        }
        finally
        {
            CloseProgress();
            WorkEnded();
        }
    }

    /// <summary>Work that is ready to begin.</summary>
    /// <param name="Activity">What the progress bar says is going on.</param>
    /// <param name="Counters">How far it is.</param>
    /// <param name="Run">Runs it to its end.</param>
    /// <param name="Holds">What is let go of when it has ended.</param>
    private protected sealed record ImageWork(
        string Activity, ImageCounters Counters, Func<ChannelReader<TInput>, CancellationToken, Task> Run, IDisposable? Holds = null);
}
