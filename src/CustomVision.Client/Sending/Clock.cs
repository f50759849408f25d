using System.Diagnostics;

namespace CustomVision.Sending;

/// <summary>Time, so that tests need not wait for it.</summary>
internal interface IClock
{
    /// <summary>Time that has passed since some moment; it never goes back.</summary>
    TimeSpan Now { get; }

    Task Delay(TimeSpan time, CancellationToken cancellation);

    /// <summary>A number from 0 up to but not including 1.</summary>
    double Random();
}

internal sealed class SystemClock : IClock
{
    private static readonly Stopwatch Running = Stopwatch.StartNew();
    private static readonly Random Dice = new();

    public static SystemClock Instance { get; } = new();

    public TimeSpan Now => Running.Elapsed;

    public Task Delay(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);

    public double Random()
    {
        lock (Dice)
            return Dice.NextDouble();
    }
}
