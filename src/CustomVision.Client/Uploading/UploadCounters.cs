using CustomVision.Models;
using CustomVision.Sending;

namespace CustomVision.Uploading;

/// <summary>How far an upload is. Read at any time, from any thread.</summary>
public sealed class UploadCounters : ImageCounters
{
    private readonly object sync = new();
    private readonly Dictionary<string, long> byStatus = [];
    private long stored;

    internal UploadCounters(IClock clock)
        : base(clock)
    {
    }

    /// <summary>All of it at this moment.</summary>
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

    internal void Finished(UploadItem item, ImageCreateResult result)
    {
        lock (sync)
        {
            Finished(item.Length);
            stored += result.IsStored ? 1 : 0;
            byStatus[result.Status] = (byStatus.TryGetValue(result.Status, out var count) ? count : 0) + 1;
        }
    }
}
