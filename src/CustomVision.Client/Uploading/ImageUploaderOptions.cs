using CustomVision.Sending;

namespace CustomVision.Uploading;

/// <summary>How an <see cref="ImageUploader"/> makes its requests.</summary>
public sealed record ImageUploaderOptions : SendingOptions
{
    /// <summary>As many images as later versions of the service take in one request; 1.0 states no limit.</summary>
    public const int LargestBatch = 64;

    /// <summary>The defaults.</summary>
    public ImageUploaderOptions() => Window = 4096; // many batches, so that images with many different sets of tags still find company

    /// <summary>The most images in one request, 1 to 64.</summary>
    public int BatchSize
    {
        get;
        init => field = Within(value, 1, LargestBatch, nameof(BatchSize));
    } = LargestBatch;

    /// <summary>Makes a tag that is given by name and does not exist yet.</summary>
    public bool CreateTags { get; init; }

    /// <summary>
    /// A file that records what the service has acknowledged. Run again with the same file, an upload sends only what is
    /// missing, and still gives a result for each input. Null for none.
    /// </summary>
    public string? JournalPath { get; init; }

    /// <summary>The most bytes of images in one request. The service times out near 55 MB; the default of 32 MB keeps clear of that.</summary>
    public long BatchBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The largest image that is sent at all, in bytes: 6 MB, the service's limit for training images.</summary>
    public long LargestImage { get; init; } = 6 * 1024 * 1024;

    /// <summary>How long an image waits for others with its tags while requests could be made.</summary>
    internal TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the first request has the service for itself, unless it is answered before.</summary>
    internal TimeSpan HeadStart { get; init; } = TimeSpan.FromMilliseconds(25);
}
