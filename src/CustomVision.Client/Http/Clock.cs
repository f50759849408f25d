using System.Diagnostics;

namespace CustomVision.Http;

/// <summary>The time and the random numbers that the pipeline uses. Tests replace them.</summary>
internal interface IClock
{
    /// <summary>The time since an arbitrary start. It never decreases.</summary>
    TimeSpan Now { get; }

    /// <summary>Completes after a delay.</summary>
    Task Delay(TimeSpan time, CancellationToken cancellation);

    /// <summary>A random number from 0 up to but not including 1.</summary>
    double Random();
}

/// <summary>The clock of the operating system.</summary>
internal sealed class SystemClock : IClock
{
    private static readonly Stopwatch Running = Stopwatch.StartNew();
    private static readonly Random Numbers = new();

    public static SystemClock Instance { get; } = new();

    public TimeSpan Now => Running.Elapsed;

    public Task Delay(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);

    public double Random()
    {
        lock (Numbers)
            return Numbers.NextDouble();
    }
}
