namespace CustomVision.Uploading;

/// <summary>How an <see cref="ImageUploader"/> makes its requests.</summary>
public sealed record ImageUploaderOptions
{
    /// <summary>As many pictures as later versions of the service take in one request; 1.0 states no limit.</summary>
    public const int LargestBatch = 64;

    /// <summary>The most pictures in one request, 1 to 64.</summary>
    public int BatchSize
    {
        get;
        init => field = value is >= 1 and <= LargestBatch
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"A batch holds 1 to {LargestBatch} pictures.");
    } = LargestBatch;

    /// <summary>The most bytes of pictures in one request. The service times out near 55 MB; the default of 32 MB keeps clear of that.</summary>
    public long BatchBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The largest picture that is sent at all, in bytes: 6 MB, the service's limit for training pictures.</summary>
    public long LargestImage { get; init; } = 6 * 1024 * 1024;
}
