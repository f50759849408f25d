namespace CustomVision.LocalService.Tests.Support;

/// <summary>A clock that stands still until it is told to go on, and its timers with it.</summary>
internal sealed class HeldClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<HeldTimer> timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> waiting = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until something waits for that long.</summary>
    public Task WaitForTimerAsync(TimeSpan due)
    {
        lock (gate)
        {
            if (timers.Exists(timer => timer.Length == due))
                return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((due, set));
            return set.Task.WaitAsync(TestService.Cancel);
        }
    }

    /// <summary>Whether something waits for that long.</summary>
    public bool HasTimer(TimeSpan due)
    {
        lock (gate)
            return timers.Exists(timer => timer.Length == due);
    }

    public void Advance(TimeSpan time)
    {
        HeldTimer[] due;
        lock (gate)
        {
            now += time;
            due = [.. timers.Where(timer => timer.At <= now)];
            foreach (var timer in due)
                timers.Remove(timer);
        }
        foreach (var timer in due)
            timer.Callback();
    }

    private sealed class HeldTimer(HeldClock clock, Action callback) : ITimer
    {
        public Action Callback { get; } = callback;

        public TimeSpan Length { get; private set; }

        public DateTimeOffset At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                (Length, At) = (dueTime, clock.now + dueTime);
                clock.timers.Add(this);
                foreach (var (_, set) in clock.waiting.Where(wait => wait.Due == dueTime))
                    set.TrySetResult();
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
