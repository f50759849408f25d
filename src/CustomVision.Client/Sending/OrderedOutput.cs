using System.Threading.Channels;

namespace CustomVision.Sending;

/// <summary>
/// Lets items out in the order they came in, each as soon as it and all before it are settled. Only so many may be
/// inside: a slow service or a slow reader of results slows the input down, and nothing piles up.
/// </summary>
/// <param name="window">How many may be inside.</param>
/// <param name="settled">Done when the item is settled.</param>
/// <param name="putOut">Takes a settled item. The next waits for it.</param>
internal sealed class OrderedOutput<TItem>(int window, Func<TItem, Task> settled, Func<TItem, Task> putOut)
{
    private readonly Channel<TItem> inOrder = Channel.CreateBounded<TItem>(new BoundedChannelOptions(window) { SingleWriter = true });

    /// <summary>The item that is next to come out, if any is inside.</summary>
    public bool TryPeek(out TItem? first) => inOrder.Reader.TryPeek(out first);

    /// <summary>Lets an item in if there is room.</summary>
    public bool TryEnter(TItem item) => inOrder.Writer.TryWrite(item);

    /// <summary>Lets an item in as soon as there is room.</summary>
    public ValueTask EnterAsync(TItem item, CancellationToken cancellation) => inOrder.Writer.WriteAsync(item, cancellation);

    /// <summary>Waits until there may be room.</summary>
    public ValueTask<bool> WaitForRoomAsync(CancellationToken cancellation) => inOrder.Writer.WaitToWriteAsync(cancellation);

    /// <summary>No item will come any more.</summary>
    public void Complete() => inOrder.Writer.Complete();

    /// <summary>Puts out each item in turn, until the last is out.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource<bool>();
        using var stopping = cancellation.Register(() => stopped.TrySetResult(true));
        while (await inOrder.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (inOrder.Reader.TryPeek(out var item))
            {
                if (!settled(item).IsCompleted)
                    await Task.WhenAny(settled(item), stopped.Task).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                await putOut(item).ConfigureAwait(false);
                inOrder.Reader.TryRead(out _);
            }
    }

    /// <summary>After an end ahead of time: what is settled still comes out, in order.</summary>
    public async Task PutOutSettledAsync()
    {
        while (inOrder.Reader.TryRead(out var item))
            if (settled(item).IsCompleted)
                await putOut(item).ConfigureAwait(false);
    }
}
