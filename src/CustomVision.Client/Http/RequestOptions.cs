namespace CustomVision.Http;

/// <summary>How a client sends its requests: how many at once, and how it retries them.</summary>
public sealed record RequestOptions
{
    /// <summary>The largest number of concurrent requests.</summary>
    public const int LargestThrottleLimit = 64;

    /// <summary>The default of <see cref="MaxRetry"/>.</summary>
    public const int DefaultMaxRetry = 8;

    /// <summary>The default of <see cref="RetryTimeout"/>: 10 minutes.</summary>
    public static readonly TimeSpan DefaultRetryTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The largest number of concurrent requests, 1 to 64. Default: 4. The pipeline lowers it while the service answers 429.</summary>
    public int ThrottleLimit
    {
        get;
        init => field = Within(value, 1, LargestThrottleLimit, nameof(ThrottleLimit));
    } = 4;

    /// <summary>How often a request is retried after a temporary failure. 0: never. Default: 8.</summary>
    public int MaxRetry
    {
        get;
        init => field = Within(value, 0, int.MaxValue, nameof(MaxRetry));
    } = DefaultMaxRetry;

    /// <summary>The time limit of a request with all its retries and the delays between them. An attempt that is under way is not interrupted.</summary>
    public TimeSpan RetryTimeout { get; init; } = DefaultRetryTimeout;

    internal IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>The options with the retry settings of a connection.</summary>
    public static RequestOptions For(CustomVisionConnection connection) =>
        new() { MaxRetry = connection.MaxRetry, RetryTimeout = connection.RetryTimeout };

    private static int Within(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The value must be from {least} to {most}.");
}
