using System.Collections.ObjectModel;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Domain;

/// <summary>One image of an upload, buffered and checked, and not stored yet.</summary>
/// <param name="SourceUrl">The name that the client gave the image, as on the wire.</param>
/// <param name="Status">OK, or the reason why the image can't be stored.</param>
/// <param name="Content">The bytes; null when the image can't be stored.</param>
/// <param name="Header">Null when the image has none that can be read.</param>
/// <param name="Failure">The storage error that kept the image from being buffered; otherwise null.</param>
internal sealed record IncomingImage(
    string SourceUrl, ImageStatus Status, ImageBuffer? Content = null, ImageHeader? Header = null, Exception? Failure = null) : IDisposable
{
    /// <summary>Buffers an image and checks its size and format.</summary>
    /// <param name="maxBytes">The limit of the image.</param>
    /// <returns>Null when the source is empty.</returns>
    public static async Task<IncomingImage?> ReadAsync(Stream source, string sourceUrl, int maxBytes, CancellationToken cancel)
    {
        ImageBuffer? content;
        try
        {
            content = await ImageBuffer.ReadAsync(source, maxBytes, cancel);
        }
        catch (Exception error) when (StorageError.Is(error))
        {
            return new IncomingImage(sourceUrl, ImageStatus.ErrorStorage, Failure: error);
        }
        if (content is null)
            return new IncomingImage(sourceUrl, ImageStatus.ErrorImageSize);

        var status = ImageStatus.ErrorImageFormat;
        ImageHeader? header;
        try
        {
            if (content.Length == 0)
                return null;
            (status, header) = Check(content);
            return new IncomingImage(sourceUrl, status, status == ImageStatus.OK ? content : null, header);
        }
        finally
        {
            if (status != ImageStatus.OK)
                content.Dispose();
        }
    }

    public void Dispose() => Content?.Dispose();

    private static (ImageStatus Status, ImageHeader? Header) Check(ImageBuffer content)
    {
        using var data = content.ToData();
        using var decoder = ImageDecoder.Open(data);
        if (decoder is null)
            return (ImageStatus.ErrorImageFormat, null);
        var size = decoder.EncodedSize;
        var status = !ImageLimits.IsAcceptable(size) || ImageLimits.IsTooNarrow(size) ? ImageStatus.ErrorImageDimensions
            // Such an image would make a training fail, long after its upload.
            : !decoder.HasPixels() ? ImageStatus.ErrorImageFormat
            : ImageStatus.OK;
        return (status, ImageHeader.Of(decoder));
    }
}

/// <summary>The images of one upload, in the order in which they arrived.</summary>
internal sealed class IncomingImages : Collection<IncomingImage>, IDisposable
{
    public void Dispose()
    {
        foreach (var image in this)
            image.Dispose();
    }
}
