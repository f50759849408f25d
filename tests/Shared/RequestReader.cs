using System.Text;

namespace CustomVision.Tests;

/// <summary>Reads HTTP/1.1 requests from a connection: heads, and bodies with a Content-Length or in chunks.</summary>
internal sealed class RequestReader(Stream stream)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int position;
    private int filled;

    /// <summary>The next request without its body; null when there is none any more.</summary>
    public async Task<ReceivedRequest?> ReadHeadAsync(CancellationToken cancellation)
    {
        if (await ReadLineAsync(cancellation) is not { } line)
            return null;
        var words = line.Split(' ');
        var headers = new List<KeyValuePair<string, string>>();
        while (await ReadLineAsync(cancellation) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':');
            headers.Add(new(header[..colon], header[(colon + 1)..].Trim()));
        }

        return new ReceivedRequest(words[0], words[1], headers);
    }

    public async Task<byte[]> ReadBodyAsync(ReceivedRequest request, CancellationToken cancellation)
    {
        if (request.Header("Content-Length") is { } length)
            return await ReadExactlyAsync(int.Parse(length), cancellation);
        if (request.Header("Transfer-Encoding") is null)
            return [];

        var body = new MemoryStream();
        while (await ReadLineAsync(cancellation) is { } size)
        {
            var chunk = await ReadExactlyAsync(Convert.ToInt32(size.Split(';')[0], 16), cancellation);
            await ReadLineAsync(cancellation);
            if (chunk.Length == 0)
                break;
            body.Write(chunk);
        }

        return body.ToArray();
    }

    public async Task SkipToEndAsync(CancellationToken cancellation)
    {
        while (await FillAsync(cancellation))
            position = filled;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        while (position < filled || await FillAsync(cancellation))
        {
            var next = buffer[position++];
            if (next == '\n')
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(next);
        }

        return null;
    }

    private async Task<byte[]> ReadExactlyAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        var read = 0;
        while (read < count)
        {
            if (position == filled && !await FillAsync(cancellation))
                throw new EndOfStreamException($"The connection ended after {read} of {count} bytes.");
            var taken = Math.Min(filled - position, count - read);
            Array.Copy(buffer, position, bytes, read, taken);
            position += taken;
            read += taken;
        }

        return bytes;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        position = 0;
        filled = await stream.ReadAsync(buffer, cancellation);
        return filled > 0;
    }
}
