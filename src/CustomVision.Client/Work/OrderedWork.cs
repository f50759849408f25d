using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using CustomVision.Http;

namespace CustomVision.Work;

/// <summary>
/// Processes many items concurrently and outputs each exactly once, in the order they were added, while more are added.
/// A unit of work may cover several items. Everything between input and output is bounded, so that a slow service or a
/// slow consumer of results slows the input down.
/// </summary>
/// <param name="parallel">The number of units that are processed concurrently.</param>
/// <param name="window">The largest number of items between input and output.</param>
/// <param name="output">Receives each completed item. The next waits for it.</param>
internal sealed class OrderedWork<TItem>(int parallel, int window, Func<TItem, Task> output)
    where TItem : WorkItem
{
    private readonly Channel<TItem> inOrder = Channel.CreateBounded<TItem>(new BoundedChannelOptions(window) { SingleWriter = true });
    private readonly Channel<Func<CancellationToken, Task>> units =
        Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(1) { SingleWriter = true });

    private int busy;

    /// <summary>Whether a unit that is scheduled now would be processed at once.</summary>
    public bool HasIdleWorker => Volatile.Read(ref busy) < parallel;

    /// <summary>Processes inputs one by one until the input ends and every item is output. Call it once.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="takeIn">Creates the item of an input; called for one input at a time.</param>
    /// <param name="process">Completes an item. An exception ends the work.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="CustomVisionException">No further item can be processed. Items that were completed before have been output.</exception>
    public Task RunAsync<TInput>(
        ChannelReader<TInput> input, Func<TInput, TItem> takeIn, Func<TItem, CancellationToken, Task> process, CancellationToken cancellation) =>
        RunAsync(
            async token =>
            {
                while (await input.WaitToReadAsync(token).ConfigureAwait(false))
                    while (input.TryRead(out var one))
                    {
                        var item = takeIn(one);
                        await inOrder.Writer.WriteAsync(item, token).ConfigureAwait(false);
                        if (!item.IsCompleted)
                            await ScheduleAsync(stop => process(item, stop), token).ConfigureAwait(false);
                    }
            },
            cancellation);

    /// <summary>Runs until the input function has returned and every item is output. Call it once.</summary>
    /// <param name="takeIn">Adds items and schedules units, one after the other.</param>
    /// <param name="cancellation">Cancels the work. Units that are being processed end before this returns.</param>
    /// <exception cref="CustomVisionException">No further item can be processed. Items that were completed before have been output.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> takeIn, CancellationToken cancellation)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Func<CancellationToken, Task>[] parts = [TakeInAsync, .. Enumerable.Repeat<Func<CancellationToken, Task>>(ProcessAsync, parallel), OutputAsync];
        var running = parts.Select(part => EndAllOnFailureAsync(part, run)).ToArray();
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested && FailureOf(running) is not null)
        {
            await OutputCompletedAsync().ConfigureAwait(false);
            ExceptionDispatchInfo.Capture(FailureOf(running)!).Throw();
        }

        async Task TakeInAsync(CancellationToken token)
        {
            await takeIn(token).ConfigureAwait(false);
            inOrder.Writer.Complete();
            units.Writer.Complete();
        }
    }

    /// <summary>The next item to be output, if there is one.</summary>
    public bool TryPeek(out TItem? first) => inOrder.Reader.TryPeek(out first);

    /// <summary>Adds an item if the window has room.</summary>
    public bool TryAdd(TItem item) => inOrder.Writer.TryWrite(item);

    /// <summary>Waits until the window may have room.</summary>
    public ValueTask<bool> WaitForRoomAsync(CancellationToken cancellation) => inOrder.Writer.WaitToWriteAsync(cancellation);

    /// <summary>Schedules a unit of work, which completes items that were added. Waits while one is scheduled and none is idle.</summary>
    public ValueTask ScheduleAsync(Func<CancellationToken, Task> unit, CancellationToken cancellation) => units.Writer.WriteAsync(unit, cancellation);

    private static async Task EndAllOnFailureAsync(Func<CancellationToken, Task> part, CancellationTokenSource run)
    {
        try
        {
            await Task.Run(() => part(run.Token)).ConfigureAwait(false);
        }
        catch
        {
            run.Cancel();
            throw;
        }
    }

    private static CustomVisionException? FailureOf(Task[] parts) =>
        parts.Select(part => part.Exception?.InnerException).OfType<CustomVisionException>().FirstOrDefault();

    private async Task ProcessAsync(CancellationToken cancellation)
    {
        while (await units.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (units.Reader.TryRead(out var unit))
            {
                Interlocked.Increment(ref busy);
                await unit(cancellation).ConfigureAwait(false);
                Interlocked.Decrement(ref busy);
            }
    }

    private async Task OutputAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopping = cancellation.Register(() => stopped.TrySetResult(true));
        while (await inOrder.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (inOrder.Reader.TryPeek(out var item))
            {
                if (!item.IsCompleted)
                    await Task.WhenAny(item.Completion, stopped.Task).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                await output(item).ConfigureAwait(false);
                inOrder.Reader.TryRead(out _);
            }
    }

    private async Task OutputCompletedAsync()
    {
        while (inOrder.Reader.TryRead(out var item))
            if (item.IsCompleted)
                await output(item).ConfigureAwait(false);
    }
}

/// <summary>One input of <see cref="OrderedWork{TItem}"/>, until its result is known.</summary>
internal abstract class WorkItem
{
    // The output waits for it, and must not run on the thread that completes the item.
    private readonly TaskCompletionSource<bool> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsCompleted => completion.Task.IsCompleted;

    public Task Completion => completion.Task;

    /// <summary>Lets the item be output. The first call counts.</summary>
    protected bool Complete() => completion.TrySetResult(true);
}

/// <summary>An item with a result.</summary>
internal abstract class WorkItem<TResult> : WorkItem
    where TResult : class
{
    /// <summary>The result; null until the item is completed.</summary>
    public TResult? Result { get; private set; }

    /// <summary>Completes the item, unless it has a result.</summary>
    public void Complete(TResult result)
    {
        if (IsCompleted)
            return;
        Result = result;
        Complete();
    }
}
