namespace CustomVision.Sending;

/// <summary>How far work on many images is. Read at any time, from any thread.</summary>
public class ImageCounters
{
    private readonly IClock clock;
    private readonly TimeSpan begun;
    private long seen;
    private long seenBytes;
    private long done;
    private long doneBytes;
    private long retries;

    internal ImageCounters(IClock clock)
    {
        this.clock = clock;
        begun = clock.Now;
    }

    /// <summary>Images handed in so far.</summary>
    public long Seen => Interlocked.Read(ref seen);

    /// <summary>Bytes of the images handed in so far, as far as they are known and can be sent.</summary>
    public long SeenBytes => Interlocked.Read(ref seenBytes);

    /// <summary>Images whose result has come out.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>Bytes of those images.</summary>
    public long DoneBytes => Interlocked.Read(ref doneBytes);

    /// <summary>How often a request was sent again.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Time since the work began.</summary>
    public TimeSpan Elapsed => clock.Now - begun;

    internal void Saw(long bytes)
    {
        Interlocked.Increment(ref seen);
        Interlocked.Add(ref seenBytes, bytes);
    }

    internal void Finished(long bytes)
    {
        Interlocked.Add(ref doneBytes, bytes);
        Interlocked.Increment(ref done);
    }

    internal void Retried() => Interlocked.Increment(ref retries);
}
