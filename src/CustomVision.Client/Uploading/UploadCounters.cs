using CustomVision.Models;

namespace CustomVision.Uploading;

/// <summary>How far an upload is. Read at any time, from any thread.</summary>
public sealed class UploadCounters
{
    private readonly object sync = new();
    private readonly Dictionary<string, long> byStatus = [];
    private readonly IClock clock;
    private readonly TimeSpan begun;
    private long seen;
    private long seenBytes;
    private long done;
    private long doneBytes;
    private long stored;
    private long retries;

    internal UploadCounters(IClock clock)
    {
        this.clock = clock;
        begun = clock.Now;
    }

    /// <summary>Pictures handed in so far.</summary>
    public long Seen => Interlocked.Read(ref seen);

    /// <summary>Bytes of the pictures handed in so far that can be sent.</summary>
    public long SeenBytes => Interlocked.Read(ref seenBytes);

    /// <summary>Pictures whose result has come out.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>All of it at this moment.</summary>
    public UploadSummary Summary()
    {
        lock (sync)
            return new UploadSummary
            {
                Pictures = done,
                Stored = stored,
                ByStatus = new Dictionary<string, long>(byStatus),
                Bytes = doneBytes,
                Retries = retries,
                Elapsed = clock.Now - begun,
            };
    }

    internal void Saw(UploadItem item)
    {
        Interlocked.Increment(ref seen);
        Interlocked.Add(ref seenBytes, item.Length);
    }

    internal void Finished(UploadItem item, ImageCreateResult result)
    {
        lock (sync)
        {
            done++;
            doneBytes += item.Length;
            stored += result.IsStored ? 1 : 0;
            byStatus[result.Status] = (byStatus.TryGetValue(result.Status, out var count) ? count : 0) + 1;
        }
    }

    internal void Retried()
    {
        lock (sync)
            retries++;
    }
}
