using System.Runtime.ExceptionServices;
using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>Parts of one work that run beside each other: whatever ends one of them ahead of time ends the others.</summary>
internal static class ParallelParts
{
    /// <summary>Returns when all have ended, however they ended.</summary>
    /// <exception cref="CustomVisionException">Going on was pointless for one of them, and nobody had cancelled.</exception>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> parts, CancellationToken cancellation)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = parts.Select(part => EndingAllAsync(part, run)).ToArray();
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested && Pointless(running) is not null)
        {
            ExceptionDispatchInfo.Capture(Pointless(running)!).Throw();
        }
    }

    private static async Task EndingAllAsync(Func<CancellationToken, Task> part, CancellationTokenSource run)
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

    private static CustomVisionException? Pointless(Task[] parts) =>
        parts.Select(part => part.Exception?.InnerException).OfType<CustomVisionException>().FirstOrDefault();
}
