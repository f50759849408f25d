using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CustomVision.Training;

/// <summary>
/// A multipart/form-data body of images: its length is known before the first byte is sent, and no image is ever
/// whole in memory.
/// </summary>
internal sealed class MultipartImageContent : HttpContent
{
    private const int BufferSize = 80 * 1024; // below the large object heap

    private readonly IReadOnlyList<ImageData> images;
    private readonly byte[][] heads;
    private readonly byte[] tail;

    public MultipartImageContent(IReadOnlyList<ImageData> images)
    {
        this.images = images;
        var boundary = Guid.NewGuid().ToString("N");
        heads = new byte[images.Count][];
        for (var i = 0; i < images.Count; i++)
            heads[i] = Encoding.ASCII.GetBytes(Head(boundary, images[i].FileName, first: i == 0));
        tail = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
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
                filled = await WriteAsync(images[i], heads[i], stream, buffer, filled).ConfigureAwait(false);
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
            throw new ArgumentException($"'{fileName}' cannot be sent as a file name.", nameof(fileName));
        return (first ? "" : "\r\n")
            + $"--{boundary}\r\n"
            + $"Content-Disposition: form-data; name=imageData; filename={fileName}\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n";
    }

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' or '_' or '~';

    // Only full buffers go out, so that small images share their writes.
    private static async Task<int> WriteAsync(ImageData image, byte[] head, Stream stream, byte[] buffer, int filled)
    {
        if (filled + head.Length > BufferSize)
        {
            await stream.WriteAsync(buffer, 0, filled).ConfigureAwait(false);
            filled = 0;
        }

        head.CopyTo(buffer, filled);
        filled += head.Length;
        for (var left = image.Length; left > 0;)
        {
            if (filled == BufferSize)
            {
                await stream.WriteAsync(buffer, 0, filled).ConfigureAwait(false);
                filled = 0;
            }

            var read = Read(image, buffer, filled, (int)Math.Min(left, BufferSize - filled));
            left -= read;
            filled += read;
        }

        return filled;
    }

    // Read in place: asynchronous file access on most systems is this on another thread, and slower.
    private static int Read(ImageData image, byte[] buffer, int offset, int count)
    {
        int read;
        try
        {
            read = image.Content.Read(buffer, offset, count);
        }
        catch (IOException cause)
        {
            throw new ImageReadException(image, cause.Message, cause);
        }

        return read > 0 ? read : throw new ImageReadException(image, "The file became shorter while it was being sent.");
    }
}

/// <summary>
/// An image could not be read to its end while it was being sent. It must not derive from IOException: HTTP would wrap
/// that and make it look like a broken connection.
/// </summary>
internal sealed class ImageReadException(ImageData image, string message, Exception? cause = null) : Exception(message, cause)
{
    public ImageData Image { get; } = image;
}
