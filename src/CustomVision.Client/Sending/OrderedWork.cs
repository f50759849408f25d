using System.Threading.Channels;
using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>
/// Works on several inputs at once. Every input comes out exactly once, in the order it came in, while further input
/// still comes.
/// </summary>
/// <param name="parallel">How many are worked on at once.</param>
/// <param name="window">How many may be between input and output.</param>
/// <param name="takeIn">Makes an item of an input; one after the other.</param>
/// <param name="work">Settles an item. What it throws ends the whole work.</param>
/// <param name="putOut">Takes a settled item. The next waits for it.</param>
internal sealed class OrderedWork<TInput, TItem>(
    int parallel, int window, Func<TInput, TItem> takeIn, Func<TItem, CancellationToken, Task> work, Func<TItem, Task> putOut)
{
    private readonly OrderedOutput<Turn> output = new(window, turn => turn.Settled.Task, turn => putOut(turn.Item));
    private readonly Channel<Turn> ready = Channel.CreateBounded<Turn>(new BoundedChannelOptions(1) { SingleWriter = true });

    /// <summary>Works until the input ends and every item is out. For one call only.</summary>
    /// <exception cref="CustomVisionException">Going on is pointless. What was settled before has come out.</exception>
    public async Task RunAsync(ChannelReader<TInput> input, CancellationToken cancellation)
    {
        try
        {
            await ParallelParts.RunAsync(
                [
                    token => TakeInAsync(input, token),
                    .. Enumerable.Repeat<Func<CancellationToken, Task>>(WorkAsync, parallel),
                    output.RunAsync,
                ],
                cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException) when (!cancellation.IsCancellationRequested)
        {
            await output.PutOutSettledAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task TakeInAsync(ChannelReader<TInput> input, CancellationToken cancellation)
    {
        while (await input.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (input.TryRead(out var one))
            {
                var turn = new Turn(takeIn(one));
                await output.EnterAsync(turn, cancellation).ConfigureAwait(false);
                await ready.Writer.WriteAsync(turn, cancellation).ConfigureAwait(false);
            }

        output.Complete();
        ready.Writer.Complete();
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (await ready.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (ready.Reader.TryRead(out var turn))
            {
                await work(turn.Item, cancellation).ConfigureAwait(false);
                turn.Settled.TrySetResult(true);
            }
    }

    private sealed class Turn(TItem item)
    {
        public TItem Item { get; } = item;

        // The one that waits is the output, which must not run on whoever settles.
        public TaskCompletionSource<bool> Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
