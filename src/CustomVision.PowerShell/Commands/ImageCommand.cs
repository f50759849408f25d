using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.LocalServices;
using CustomVision.Work;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// The base class of cmdlets that process many images. Processing starts with the first input and returns results while more input
/// is read. The input queue is bounded, and one progress bar shows the progress.
/// </summary>
/// <typeparam name="TInput">The input per image.</typeparam>
public abstract class ImageCommand<TInput> : ServiceCommand
{
    // The capacity is one batch, which can be collected while other batches are sent.
    private readonly Channel<TInput> input = Channel.CreateBounded<TInput>(64);
    private ImageProgressBar? progress;
    private bool hasStarted;
    private int inputCount;

    private protected ImageCommand()
    {
    }

    /// <summary>
    /// How many requests are sent at once, from 1 to 64. Default: 4. The number is lowered for a while after a 429 response.
    /// </summary>
    [Parameter]
    [ValidateRange(1, RequestOptions.LargestThrottleLimit)]
    public int ThrottleLimit { get; set; } = new RequestOptions().ThrottleLimit;

    /// <summary>How many times a request is retried after a temporary failure. Default: the value of the connection.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaxRetry { get; set; } = RequestOptions.DefaultMaxRetry;

    /// <summary>How long a request can take, including all retries and waits, in seconds or as a TimeSpan. Default: the value of the connection.</summary>
    [Parameter]
    [Seconds]
    public Seconds Timeout { get; set; } = Seconds.From(RequestOptions.DefaultRetryTimeout);

    /// <summary>The target object of errors that end the processing.</summary>
    private protected abstract object? Target { get; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        input.Writer.TryComplete();
        if (hasStarted)
            FinishWork();
    }

    /// <summary>Prepares the processing when the first input arrives.</summary>
    private protected abstract ImageWork Prepare();

    /// <inheritdoc/>
    private protected override RequestOptions RequestOptionsFor(CustomVisionConnection connection) => new()
    {
        ThrottleLimit = ThrottleLimit,
        MaxRetry = MyInvocation.BoundParameters.ContainsKey(nameof(MaxRetry)) ? MaxRetry : connection.MaxRetry,
        RetryTimeout = MyInvocation.BoundParameters.ContainsKey(nameof(Timeout)) ? Timeout.Value : connection.RetryTimeout,
    };

    /// <summary>Creates the error for an exception that ended the processing, or returns null for other exceptions.</summary>
    private protected virtual ErrorRecord? CreateError(Exception exception) => exception switch
    {
        AbandonedException abandoned => Errors.Abandoned(abandoned, Target, inputCount),
        CustomVisionException failure => Errors.From(failure, Target),
        _ => null,
    };

    /// <summary>Called when the processing has ended, also after an error.</summary>
    private protected virtual void OnCompleted()
    {
    }

    /// <summary>Adds an input to the queue and writes the available results.</summary>
    private protected void Enqueue(TInput image)
    {
        if (!hasStarted)
            StartWork();
        inputCount++;
        if (!input.Writer.TryWrite(image))
        {
            var writing = input.Writer.WriteAsync(image).AsTask();
            PumpUntil(writing);
            if (!writing.IsCompleted || writing.IsFaulted)
                FinishWork(); // The processing ended early, so this call throws.
        }

        WriteBacklog();
    }

    /// <summary>Loads the image library for -Resize. Ends the pipeline if that isn't possible.</summary>
    private protected IImageResizer? LoadResizer(bool isWanted)
    {
        try
        {
            return isWanted ? ImageResizer.Load() : null;
        }
        catch (ServiceModuleMissingException exception)
        {
            ThrowTerminatingError(Errors.ResizerMissing(exception));
        }
        catch (PlatformNotSupportedException exception)
        {
            ThrowTerminatingError(Errors.ResizerNotSupported(exception));
        }

        throw new PipelineStoppedException(); // Not reached, because ThrowTerminatingError throws.
    }

    /// <summary>Writes a result and, for a failed image, an error. For use in an asynchronous body.</summary>
    private protected Task WriteResultAsync(object result, ErrorRecord? failure) => OnPipelineAsync(() =>
    {
        WriteObject(result);
        if (failure is not null)
            WriteError(failure);
    });

    /// <summary>Processes inputs one after the other. For use in an asynchronous body.</summary>
    private protected static async Task ForEachAsync(ChannelReader<TInput> inputs, Func<TInput, Task> process, CancellationToken token)
    {
        while (await inputs.WaitToReadAsync(token).ConfigureAwait(false))
            while (inputs.TryRead(out var one))
                await process(one).ConfigureAwait(false);
    }

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
        using var resource = work.Resource;
        using var progressStop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var showProgress = progress?.ShowAsync(OnPipelineAsync, progressStop.Token) ?? Task.CompletedTask;
        try
        {
            await work.Run(input.Reader, token).ConfigureAwait(false);
        }
        finally
        {
            progressStop.Cancel();
            await showProgress.ConfigureAwait(false);
        }
    }

    private void FinishWork()
    {
        try
        {
            Finish();
        }
        catch (Exception exception) when (CreateError(exception) is not null)
        {
            ThrowTerminatingError(CreateError(exception));
        }
        finally
        {
            CloseProgress();
            OnCompleted();
        }
    }

    /// <summary>Prepared processing.</summary>
    /// <param name="Activity">The activity that the progress bar shows.</param>
    /// <param name="Counters">The counters for the progress bar.</param>
    /// <param name="Run">Processes all inputs.</param>
    /// <param name="Resource">A resource to dispose after the processing.</param>
    private protected sealed record ImageWork(
        string Activity, ImageCounters Counters, Func<ChannelReader<TInput>, CancellationToken, Task> Run, IDisposable? Resource = null);
}
