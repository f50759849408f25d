using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CustomVision.Images;

/// <summary>
/// A multipart/form-data body of image files. Its length is known before the first byte is sent, and no image is ever
/// completely in memory. Disposing it closes the files.
/// </summary>
internal sealed class MultipartImageContent : HttpContent
{
    private const int BufferSize = 80 * 1024; // below the large object heap

    private readonly IReadOnlyList<ImageFile> images;
    private readonly byte[][] heads;
    private readonly byte[] tail;

    public MultipartImageContent(IReadOnlyList<ImageFile> images)
    {
        this.images = images;
        var boundary = Guid.NewGuid().ToString("N");
        heads = new byte[images.Count][];
        for (var i = 0; i < images.Count; i++)
            heads[i] = Encoding.ASCII.GetBytes(Head(boundary, images[i].Name, first: i == 0));
        tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
    }

    /// <summary>Opens the files of a request and counts the attempt.</summary>
    /// <exception cref="ImageReadException">Some files cannot be opened. None is left open.</exception>
    public static MultipartImageContent Open(IReadOnlyList<ImageEntry> images, IReadOnlyList<string> names) => new(ImageFile.OpenAll(images, names));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var image in images)
                image.Content.Dispose();
        base.Dispose(disposing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = tail.Length;
        for (var i = 0; i < images.Count; i++)
            length += heads[i].Length + images[i].Length;
        return true;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var filled = 0;
            for (var i = 0; i < images.Count; i++)
                filled = await WriteAsync(i, stream, buffer, filled).ConfigureAwait(false);
            if (filled > 0)
                await stream.WriteAsync(buffer, 0, filled).ConfigureAwait(false);
            await stream.WriteAsync(tail, 0, tail.Length).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Head(string boundary, string fileName, bool first)
    {
        if (fileName.Length == 0 || !fileName.All(IsPlain))
            throw new ArgumentException($"'{fileName}' is not a valid file name for a request.", nameof(fileName));
        return (first ? "" : "\r\n")
            + $"--{boundary}\r\n"
            + $"Content-Disposition: form-data; name=\"imageData\"; filename=\"{fileName}\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n";
    }

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' or '_' or '~';

    // Only full buffers are written, so that small images share a write.
    private async Task<int> WriteAsync(int index, Stream stream, byte[] buffer, int filled)
    {
        var head = heads[index];
        if (filled + head.Length > BufferSize)
        {
            await stream.WriteAsync(buffer, 0, filled).ConfigureAwait(false);
            filled = 0;
        }

        head.CopyTo(buffer, filled);
        filled += head.Length;
        for (var left = images[index].Length; left > 0;)
        {
            if (filled == BufferSize)
            {
                await stream.WriteAsync(buffer, 0, filled).ConfigureAwait(false);
                filled = 0;
            }

            var count = (int)Math.Min(left, BufferSize - filled);
            images[index].ReadExactly(index, buffer, filled, count, isFirst: left == images[index].Length, isLast: left == count);
            left -= count;
            filled += count;
        }

        return filled;
    }
}
