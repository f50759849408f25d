using System.Threading.Channels;
using CustomVision.Http;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// The base class of cmdlets with an asynchronous body. The body writes through a bounded channel, because only the pipeline thread
/// can write. When the pipeline ends, also early, the body is canceled and awaited before the cmdlet returns.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    // The capacity keeps the body busy while the pipeline processes a batch of results. The body waits if the channel is full.
    private const int ChannelCapacity = 128;

    private readonly CancellationTokenSource stop = new();
    private readonly Channel<Action> pipelineActions = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(ChannelCapacity) { SingleReader = true });

    private Task? body;
    private Task? readTask;

    private protected AsyncCommand()
    {
    }

    /// <summary>
    /// PowerShell calls this method on another thread when the pipeline is stopped, such as by Ctrl+C. The pipeline thread awaits the
    /// body.
    /// </summary>
    protected sealed override void StopProcessing()
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline has already ended.
        }
    }

    /// <summary>PowerShell calls this method when the pipeline has ended, also early.</summary>
    public void Dispose()
    {
        CancelBody();
        stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs an asynchronous body and writes its output.</summary>
    private protected void Run(Func<CancellationToken, Task> work)
    {
        Start(work);
        Finish();
    }

    /// <summary>Starts an asynchronous body that continues while more input is read.</summary>
    private protected void Start(Func<CancellationToken, Task> work)
    {
        var token = stop.Token;
        body = Task.Run(() => work(token), token);
    }

    /// <summary>Writes the output of the body until it ends. Throws the exception of the body.</summary>
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

    /// <summary>Writes the output of the body until the task or the body has completed. Exceptions stay in the tasks.</summary>
    private protected void PumpUntil(Task task)
    {
        var ended = body is null ? task : Task.WhenAny(task, body);
        while (true)
        {
            var done = ended.IsCompleted;
            WriteBacklog();
            if (done)
                return;
            if (readTask is null || readTask.IsCompleted)
                readTask = pipelineActions.Reader.WaitToReadAsync().AsTask();
            Task.WaitAny(ended, readTask);
        }
    }

    /// <summary>Writes the available output without waiting.</summary>
    private protected void WriteBacklog()
    {
        while (pipelineActions.Reader.TryRead(out var write))
        {
            try
            {
                write();
            }
            catch (Exception)
            {
                // The pipeline ends: Select-Object -First is done, -ErrorAction is Stop, or the user stopped it.
                CancelBody();
                TryCloseProgress();
                throw;
            }
        }
    }

    /// <summary>Runs an action on the pipeline thread. For use in an asynchronous body. Waits if the channel is full.</summary>
    private protected Task OnPipelineAsync(Action write) => pipelineActions.Writer.WriteAsync(write, stop.Token).AsTask();

    /// <summary>Removes the progress bar. Called on the pipeline thread when the pipeline ends early.</summary>
    private protected virtual void CloseProgress()
    {
    }

    private void TryCloseProgress()
    {
        try
        {
            CloseProgress();
        }
        catch (PipelineStoppedException)
        {
            // A stopped pipeline accepts no output. The host removes the progress bar.
        }
    }

    /// <summary>Writes a verbose message about a request. For use in an asynchronous body.</summary>
    private protected Task TraceAsync(RequestRecord request) => OnPipelineAsync(() => WriteVerbose(request.ToString()));

    /// <summary>Writes a verbose message about a retry. For use in an asynchronous body.</summary>
    private protected Task TraceAsync(RetryRecord retry) => OnPipelineAsync(() => WriteVerbose(retry.ToString()));

    /// <summary>Cancels the body and waits for it to end.</summary>
    private void CancelBody()
    {
        if (body is not { } running)
            return;
        body = null;
        stop.Cancel();
        // The result of the canceled body isn't needed.
        ((IAsyncResult)running).AsyncWaitHandle.WaitOne();
        _ = running.Exception;
    }
}
