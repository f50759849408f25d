using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Uploads;

/// <summary>The progress of an upload. It can be read at any time from any thread.</summary>
public sealed class UploadCounters : ImageCounters
{
    private readonly object sync = new();
    private readonly Dictionary<string, long> byStatus = [];
    private long stored;

    internal UploadCounters(CustomVisionClient client)
        : base(client)
    {
    }

    /// <summary>The counts at this moment.</summary>
    public UploadSummary Summary()
    {
        lock (sync)
            return new UploadSummary
            {
                Images = Done,
                Stored = stored,
                ByStatus = new Dictionary<string, long>(byStatus),
                Bytes = DoneBytes,
                Retries = Retries,
                Elapsed = Elapsed,
            };
    }

    internal void RecordOutput(UploadItem item, ImageCreateResult result)
    {
        lock (sync)
        {
            RecordOutput(item.Length);
            stored += result.IsStored ? 1 : 0;
            byStatus[result.Status] = (byStatus.TryGetValue(result.Status, out var count) ? count : 0) + 1;
        }
    }
}

/// <summary>The counts of an upload.</summary>
public sealed class UploadSummary
{
    /// <summary>The number of images with a result.</summary>
    public long Images { get; init; }

    /// <summary>The number of images that the service has: new ones and duplicates.</summary>
    public long Stored { get; init; }

    /// <summary>The number of images that the service does not have.</summary>
    public long Failed => Images - Stored;

    /// <summary>The number of images with each status.</summary>
    public IReadOnlyDictionary<string, long> ByStatus { get; init; } = new Dictionary<string, long>();

    /// <summary>The bytes of the images that have a result and could be sent.</summary>
    public long Bytes { get; init; }

    /// <summary>How often a request was retried.</summary>
    public long Retries { get; init; }

    /// <summary>The time since the upload started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The images per second, over the whole time.</summary>
    public double ImagesPerSecond => Elapsed > TimeSpan.Zero ? Images / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Stored} of {Images} images stored in {Elapsed.TotalSeconds:0.0} s ({ImagesPerSecond:0} a second), {Retries} retries";
}
