using System.Threading.Channels;
using CustomVision.Http;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// A cmdlet whose body runs off the pipeline thread. What the body writes goes through a bounded channel to the pipeline
/// thread, the only one that may write. However the pipeline ends, the body is cancelled and awaited before the cmdlet
/// returns: nothing goes on in the background.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    // Enough to keep the body busy while the pipeline handles a batch of results; full, it makes the body wait.
    private const int LargestBacklog = 128;

    private readonly CancellationTokenSource stop = new();
    private readonly Channel<Action> toPipeline = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(LargestBacklog) { SingleReader = true });

    private Task? body;
    private Task? readable;

    private protected AsyncCommand()
    {
    }

    /// <summary>Ctrl+C, or whatever else stops the pipeline. Called on another thread; the pipeline thread does the waiting.</summary>
    protected sealed override void StopProcessing()
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline came to its end in the same moment: there is nothing left to stop.
        }
    }

    /// <summary>Called by PowerShell when the pipeline is done with the cmdlet, also when it ended early.</summary>
    public void Dispose()
    {
        Abandon();
        stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a body to its end, writing what it writes.</summary>
    private protected void Run(Func<CancellationToken, Task> work)
    {
        Start(work);
        Finish();
    }

    /// <summary>Starts a body that goes on while further input comes in.</summary>
    private protected void Start(Func<CancellationToken, Task> work)
    {
        var token = stop.Token;
        body = Task.Run(() => work(token), token);
    }

    /// <summary>Writes what the started body writes until it ends; throws what it throws.</summary>
    private protected void Finish()
    {
        var ending = body ?? throw new InvalidOperationException("No body was started.");
        PumpUntil(ending);
        body = null;
        try
        {
            ending.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Writes what the body writes until a task is done, or the body is. Failures stay in the tasks.</summary>
    private protected void PumpUntil(Task task)
    {
        var ended = body is null ? task : Task.WhenAny(task, body);
        while (true)
        {
            var done = ended.IsCompleted;
            WriteBacklog();
            if (done)
                return;
            if (readable is null || readable.IsCompleted)
                readable = toPipeline.Reader.WaitToReadAsync().AsTask();
            Task.WaitAny(ended, readable);
        }
    }

    /// <summary>Writes what is there without waiting.</summary>
    private protected void WriteBacklog()
    {
        while (toPipeline.Reader.TryRead(out var write))
        {
            try
            {
                write();
            }
            catch (Exception)
            {
                // The pipeline ends here: Select-Object has enough, -ErrorAction is Stop, or the user stopped it.
                Abandon();
                CloseProgressOfEnded();
                throw;
            }
        }
    }

    /// <summary>Has something done on the pipeline thread. Only for bodies; waits when the pipeline is behind.</summary>
    private protected Task OnPipelineAsync(Action write) => toPipeline.Writer.WriteAsync(write, stop.Token).AsTask();

    /// <summary>Takes away the progress bar, if the cmdlet shows one. Called on the pipeline thread when the pipeline ends early.</summary>
    private protected virtual void CloseProgress()
    {
    }

    private void CloseProgressOfEnded()
    {
        try
        {
            CloseProgress();
        }
        catch (PipelineStoppedException)
        {
            // A stopped pipeline takes no more writing; its host clears the bar itself.
        }
    }

    /// <summary>Tells a request with -Verbose. Only for bodies.</summary>
    private protected Task TraceAsync(RequestRecord request) => OnPipelineAsync(() => WriteVerbose(request.ToString()));

    /// <summary>Cancels the body, if one is running, and waits for it.</summary>
    private void Abandon()
    {
        if (body is not { } running)
            return;
        body = null;
        stop.Cancel();
        // The outcome of a body that nobody wants any more is of no interest, but its end is.
        ((IAsyncResult)running).AsyncWaitHandle.WaitOne();
        _ = running.Exception;
    }
}
