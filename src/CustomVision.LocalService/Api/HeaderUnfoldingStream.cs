namespace CustomVision.LocalService.Api;

/// <summary>
/// Reads a multipart body and unfolds the headers of its parts: old MIME programs break a long header into lines that begin with a
/// blank, which <see cref="Microsoft.AspNetCore.WebUtilities.MultipartReader"/> refuses. A line break before a blank becomes two blanks.
/// </summary>
internal sealed class HeaderUnfoldingStream(Stream body, string boundary) : Stream
{
    private readonly byte[] delimiter = [.. "\r\n--"u8, .. System.Text.Encoding.UTF8.GetBytes(boundary)];
    private readonly byte[] buffer = new byte[64 * 1024];

    // The bytes from start to ready can be read. Those from ready to end may be a line break before a blank.
    private int start;
    private int ready;
    private int end;

    private Place place = Place.Content;

    // How many bytes of the delimiter precede. The first delimiter needs no line break before it.
    private int matched = 2;
    private int lineLength;
    private bool isFirstLine;

    private enum Place
    {
        Content,
        DelimiterLine,
        Headers,
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
    {
        while (start == ready)
        {
            buffer.AsSpan(ready, end - ready).CopyTo(buffer);
            (start, end, ready) = (0, end - ready, 0);
            var count = await body.ReadAsync(buffer.AsMemory(end), cancellationToken);
            Scan(end, end + count);
            end += count;
            ready = count == 0 ? end : end - CountHeld();
            if (count == 0)
                break;
        }
        var copied = Math.Min(target.Length, ready - start);
        buffer.AsMemory(start, copied).CopyTo(target);
        start += copied;
        return copied;
    }

    public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(target.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] target, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    /// <summary>A line break within headers is held back until the next byte shows whether it is a fold.</summary>
    private int CountHeld() => place != Place.Headers || end == 0 ? 0
        : buffer[end - 1] == '\r' ? 1
        : buffer[end - 1] != '\n' ? 0
        : end > 1 && buffer[end - 2] == '\r' ? 2 : 1;

    private void Scan(int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (place == Place.Content && matched == 0)
            {
                var next = buffer.AsSpan(at, to - at).IndexOf(delimiter[0]);
                if (next < 0)
                    return;
                at += next;
            }
            switch (place)
            {
                case Place.Content:
                    ScanContent(buffer[at]);
                    break;
                case Place.DelimiterLine:
                    ScanDelimiterLine(buffer[at]);
                    break;
                default:
                    ScanHeaders(at);
                    break;
            }
        }
    }

    private void ScanContent(byte value)
    {
        matched = value == delimiter[matched] ? matched + 1 : value == delimiter[0] ? 1 : 0;
        if (matched == delimiter.Length)
            (place, lineLength) = (Place.DelimiterLine, 0);
    }

    private void ScanDelimiterLine(byte value)
    {
        // The last delimiter ends with two dashes.
        if (value == '-' && ++lineLength == 2)
            (place, matched) = (Place.Content, 0);
        else if (value == '\n')
            (place, lineLength, isFirstLine) = (Place.Headers, 0, true);
    }

    private void ScanHeaders(int at)
    {
        switch (buffer[at])
        {
            case (byte)'\n' when lineLength == 0:
                (place, matched) = (Place.Content, 0);
                break;
            case (byte)'\n':
                (lineLength, isFirstLine) = (0, false);
                break;
            case (byte)'\r':
                break;
            case (byte)' ' or (byte)'\t' when lineLength == 0 && !isFirstLine && at > 0 && buffer[at - 1] == '\n':
                buffer[at - 1] = (byte)' ';
                if (at > 1 && buffer[at - 2] == '\r')
                    buffer[at - 2] = (byte)' ';
                lineLength = 1;
                break;
            default:
                lineLength++;
                break;
        }
    }
}
