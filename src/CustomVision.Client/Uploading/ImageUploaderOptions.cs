namespace CustomVision.Uploading;

/// <summary>How an <see cref="ImageUploader"/> makes its requests.</summary>
public sealed record ImageUploaderOptions
{
    /// <summary>As many pictures as later versions of the service take in one request; 1.0 states no limit.</summary>
    public const int LargestBatch = 64;

    /// <summary>The most requests at once.</summary>
    public const int LargestThrottleLimit = 64;

    /// <summary>The most pictures in one request, 1 to 64.</summary>
    public int BatchSize
    {
        get;
        init => field = Within(value, 1, LargestBatch, nameof(BatchSize));
    } = LargestBatch;

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

    /// <summary>How long a batch may take with all its retries and the waiting between them. A request under way is not cut short by it.</summary>
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Makes a tag that is given by name and does not exist yet.</summary>
    public bool CreateTags { get; init; }

    /// <summary>
    /// A file that records what the service has acknowledged. Run again with the same file, an upload sends only what is
    /// missing, and still gives a result for each input. Null for none.
    /// </summary>
    public string? JournalPath { get; init; }

    /// <summary>The most bytes of pictures in one request. The service times out near 55 MB; the default of 32 MB keeps clear of that.</summary>
    public long BatchBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The largest picture that is sent at all, in bytes: 6 MB, the service's limit for training pictures.</summary>
    public long LargestImage { get; init; } = 6 * 1024 * 1024;

    /// <summary>
    /// How many pictures may be between input and output. It is many batches, so that pictures with many different sets of
    /// tags still find company; a picture that waits is its path and little more.
    /// </summary>
    internal int Window { get; init; } = 4096;

    /// <summary>How long a picture waits for others with its tags while requests could be made.</summary>
    internal TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(250);

    internal IClock Clock { get; init; } = SystemClock.Instance;

    private static int Within(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"It must be from {least} to {most}.");
}
