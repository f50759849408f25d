namespace CustomVision.Sending;

/// <summary>How work on many images makes its requests.</summary>
public abstract record SendingOptions
{
    /// <summary>The most requests at once.</summary>
    public const int LargestThrottleLimit = 64;

    private protected SendingOptions()
    {
    }

    /// <summary>How many requests may be under way at once, 1 to 64. The default of 4 keeps a line busy without crowding the service.</summary>
    public int ThrottleLimit
    {
        get;
        init => field = Within(value, 1, LargestThrottleLimit, nameof(ThrottleLimit));
    } = 4;

    /// <summary>How often a request that failed for a passing reason is sent again. 0: never.</summary>
    public int MaxRetry
    {
        get;
        init => field = Within(value, 0, int.MaxValue, nameof(MaxRetry));
    } = 8;

    /// <summary>How long a request may take with all its retries and the waiting between them. One under way is not cut short by it.</summary>
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many images may be between input and output. One that waits is its path and little more, or its result.</summary>
    internal int Window { get; init; } = 1024;

    internal IClock Clock { get; init; } = SystemClock.Instance;

    private protected static int Within(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"It must be from {least} to {most}.");
}
