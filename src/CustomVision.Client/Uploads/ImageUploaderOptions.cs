using CustomVision.Images;

namespace CustomVision.Uploads;

/// <summary>How an <see cref="ImageUploader"/> forms its requests.</summary>
public sealed record ImageUploaderOptions
{
    /// <summary>The largest number of images in a request that every version of the service accepts.</summary>
    public const int LargestBatch = 64;

    /// <summary>The largest number of images in a request, 1 to 64. Default: 64.</summary>
    public int BatchSize
    {
        get;
        init => field = value is >= 1 and <= LargestBatch
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, $"The value must be from 1 to {LargestBatch}.");
    } = LargestBatch;

    /// <summary>Creates tags that are specified by name and don't exist.</summary>
    public bool CreateTags { get; init; }

    /// <summary>
    /// Adds the tags of an image that the project already has. Without this, the service keeps such an image as it is, and
    /// the message of the result says which tags were not added.
    /// </summary>
    public bool TagDuplicates { get; init; }

    /// <summary>
    /// A file that records which images the service has stored. An upload with the same file sends only the images that the
    /// project doesn't have, and still returns a result for each input. Null: no journal.
    /// </summary>
    public string? JournalPath { get; init; }

    /// <summary>The largest number of bytes of images in a request. Default: 32 MB. The service times out near 55 MB.</summary>
    public long BatchBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The largest image that is sent, in bytes. Default: 6 MB, the limit of the service for training images.</summary>
    public long LargestImage { get; init; } = 6 * 1024 * 1024;

    /// <summary>Scales images before they are sent. Files of any length are accepted then. Null: files are sent as they are.</summary>
    public IImageResizer? Resizer { get; init; }

    /// <summary>
    /// The largest number of images between input and output: many batches, so that images with many different sets of tags
    /// still fill batches. A waiting image holds its path, or its result.
    /// </summary>
    internal int Window { get; init; } = 4096;

    /// <summary>How long an image waits for others with its tags while a request could be sent.</summary>
    internal TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long further requests wait for the answer to the first.</summary>
    internal TimeSpan HeadStart { get; init; } = TimeSpan.FromMilliseconds(25);
}
