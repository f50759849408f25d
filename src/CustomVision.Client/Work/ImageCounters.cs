using CustomVision.Http;

namespace CustomVision.Work;

/// <summary>The progress of work on many images. It can be read at any time from any thread.</summary>
public class ImageCounters
{
    private readonly HttpPipeline pipeline;
    private readonly IClock clock;
    private readonly TimeSpan started;
    private long seen;
    private long seenBytes;
    private long done;
    private long doneBytes;

    internal ImageCounters(CustomVisionClient client)
    {
        pipeline = client.Pipeline;
        clock = client.Options.Clock;
        started = clock.Now;
    }

    /// <summary>The number of images received.</summary>
    public long Seen => Interlocked.Read(ref seen);

    /// <summary>The bytes of the images received, as far as they are known and the images can be sent.</summary>
    public long SeenBytes => Interlocked.Read(ref seenBytes);

    /// <summary>The number of images whose result was output.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>The bytes of those images.</summary>
    public long DoneBytes => Interlocked.Read(ref doneBytes);

    /// <summary>How often a request was retried.</summary>
    public long Retries => pipeline.Retries;

    /// <summary>The time since the work started.</summary>
    public TimeSpan Elapsed => clock.Now - started;

    internal void RecordInput(long bytes)
    {
        Interlocked.Increment(ref seen);
        Interlocked.Add(ref seenBytes, bytes);
    }

    internal void RecordOutput(long bytes)
    {
        Interlocked.Add(ref doneBytes, bytes);
        Interlocked.Increment(ref done);
    }
}
