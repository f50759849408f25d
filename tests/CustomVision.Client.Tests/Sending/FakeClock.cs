using System.Threading.Channels;

namespace CustomVision.Client.Tests.Sending;

/// <summary>Time that passes only when a test lets it pass, or, where it runs by itself, when someone waits for it.</summary>
internal sealed class FakeClock(bool runs = false) : IClock
{
    private readonly object sync = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Over)> waiting = [];
    private readonly Channel<TimeSpan> asked = Channel.CreateUnbounded<TimeSpan>();
    private TimeSpan now = TimeSpan.FromHours(1);

    public TimeSpan Now
    {
        get
        {
            lock (sync)
                return now;
        }
    }

    /// <summary>Where the dice fall.</summary>
    public Func<double> Dice { get; init; } = () => 0.5;

    /// <summary>The next wait that no call of this has returned yet. One that never comes fails its test, and does not hang it.</summary>
    public Task<TimeSpan> NextDelayAsync() =>
        asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public void Advance(TimeSpan time)
    {
        lock (sync)
        {
            now += time;
            foreach (var (_, over) in waiting.Where(wait => wait.Due <= now))
                over.TrySetResult();
            waiting.RemoveAll(wait => wait.Due <= now);
        }
    }

    public async Task Delay(TimeSpan time, CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (sync)
            waiting.Add((now + time, over));
        asked.Writer.TryWrite(time);
        if (runs)
            Advance(time);
        await over.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    public double Random()
    {
        lock (sync)
            return Dice();
    }
}
