namespace CustomVision.Downloads;

/// <summary>Runs work with the same key one after the other, so that an image that is listed twice is downloaded once.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Task> last = new(StringComparer.OrdinalIgnoreCase);

    public async Task RunAsync(string name, Func<Task> work)
    {
        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (last)
        {
            last.TryGetValue(name, out before);
            last[name] = mine.Task;
        }

        try
        {
            if (before is not null)
                await before.ConfigureAwait(false);
            await work().ConfigureAwait(false);
        }
        finally
        {
            lock (last)
                if (last[name] == mine.Task)
                    last.Remove(name);
            mine.SetResult(true);
        }
    }
}
