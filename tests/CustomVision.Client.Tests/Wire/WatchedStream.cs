namespace CustomVision.Client.Tests.Wire;

/// <summary>An image to read that keeps count of how greedily it was read.</summary>
internal sealed class WatchedStream(byte[] content, int mostAtOnce = int.MaxValue) : MemoryStream(content)
{
    public int LargestRead { get; private set; }

    /// <summary>The most bytes that were read and not yet written on.</summary>
    public long MostAhead { get; private set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, Math.Min(count, mostAtOnce));
        LargestRead = Math.Max(LargestRead, read);
        return read;
    }

    /// <summary>So many bytes have gone out, among them this image's.</summary>
    public void NoteBehind(long written) => MostAhead = Math.Max(MostAhead, Position - written);
}

/// <summary>Takes what is written, keeps nothing, and tells how much there was before each write.</summary>
internal sealed class CountingSink : Stream
{
    private long length;

    public Action<long>? Written { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Written?.Invoke(length);
        length += count;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
