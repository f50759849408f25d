using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CustomVision.Images;

namespace CustomVision.Api.V3;

/// <summary>
/// A JSON body of image files with tags and regions of their own (CreateImagesFromFiles). The files are converted to base64
/// while they are sent, so that no image is ever completely in memory. Disposing it closes the files.
/// </summary>
internal sealed class FileBatchContent : HttpContent
{
    // Whole groups of three bytes become whole groups of four characters.
    private const int BytesPerStep = 48 * 1024;

    private readonly IReadOnlyList<ImageFile> files;
    private readonly byte[][] heads;
    private readonly byte[] tail;

    private FileBatchContent(IReadOnlyList<ImageFile> files, byte[][] heads, byte[] tail)
    {
        this.files = files;
        this.heads = heads;
        this.tail = tail;
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    /// <summary>Opens the files of a request and counts the attempt.</summary>
    /// <exception cref="ImageReadException">Some files cannot be opened. None is left open.</exception>
    public static FileBatchContent Open(IReadOnlyList<ImageEntry> images, IReadOnlyList<string> names, IReadOnlyDictionary<string, string>? metadata)
    {
        var files = ImageFile.OpenAll(images, names);
        var heads = images.Select((image, i) => Head(image, names[i], first: i == 0)).ToArray();
        var end = metadata is null ? "\"}]}" : $"\"}}],\"metadata\":{JsonSerializer.Serialize(metadata, V3Json.Default.IReadOnlyDictionaryStringString)}}}";
        return new FileBatchContent(files, heads, Encoding.UTF8.GetBytes(end));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var file in files)
                file.Content.Dispose();
        base.Dispose(disposing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = tail.Length;
        for (var i = 0; i < files.Count; i++)
            length += heads[i].Length + ((files[i].Length + 2) / 3 * 4);
        return true;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(BytesPerStep);
        var text = ArrayPool<byte>.Shared.Rent(BytesPerStep / 3 * 4);
        try
        {
            for (var i = 0; i < files.Count; i++)
            {
                await stream.WriteAsync(heads[i], 0, heads[i].Length).ConfigureAwait(false);
                for (var left = files[i].Length; left > 0;)
                {
                    var count = (int)Math.Min(left, BytesPerStep);
                    files[i].ReadExactly(i, bytes, 0, count, isFirst: left == files[i].Length, isLast: left == count);
                    System.Buffers.Text.Base64.EncodeToUtf8(bytes.AsSpan(0, count), text, out _, out var written);
                    await stream.WriteAsync(text, 0, written).ConfigureAwait(false);
                    left -= count;
                }
            }

            await stream.WriteAsync(tail, 0, tail.Length).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    // The members of an image, up to its content.
    private static byte[] Head(ImageEntry image, string name, bool first)
    {
        var regions = image.Regions.Count == 0 ? null : image.Regions.Select(region => region.ToModel(imageId: null)).ToArray();
        var members = JsonSerializer.Serialize(
            new ImageFileEntryModel(name, image.TagIds.Count == 0 ? null : image.TagIds, regions), V3Json.Default.ImageFileEntryModel);
        return Encoding.UTF8.GetBytes((first ? "{\"images\":[" : "\"},") + members.Substring(0, members.Length - 1) + ",\"contents\":\"");
    }
}
