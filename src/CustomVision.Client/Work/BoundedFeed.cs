using System.Threading.Channels;

namespace CustomVision.Work;

/// <summary>Produces items, such as a list that is read page by page, while others are consumed.</summary>
public static class BoundedFeed
{
    /// <summary>
    /// Runs a producer and a consumer until the consumer has ended. An exception of the producer reaches the consumer after the preceding
    /// items. If the consumer ends early, the producer is canceled and awaited.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="capacity">The largest number of items between both. The producer waits if it is reached.</param>
    /// <param name="produce">Receives a function that passes an item on.</param>
    /// <param name="consume">Reads the items.</param>
    /// <param name="cancellation">Cancels both.</param>
    public static async Task RunAsync<T>(
        int capacity, Func<Func<T, Task>, CancellationToken, Task> produce, Func<ChannelReader<T>, CancellationToken, Task> consume, CancellationToken cancellation)
    {
        var items = Channel.CreateBounded<T>(capacity);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // On another thread: a producer may read files before it waits for the first time.
        var producing = Task.Run(ProduceAsync, CancellationToken.None);
        try
        {
            await consume(items.Reader, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ending.Cancel();
            await producing.ConfigureAwait(false);
        }

        async Task ProduceAsync()
        {
            try
            {
                await produce(item => items.Writer.WriteAsync(item, ending.Token).AsTask(), ending.Token).ConfigureAwait(false);
                items.Writer.Complete();
            }
            catch (Exception end)
            {
                items.Writer.Complete(end);
            }
        }
    }
}
