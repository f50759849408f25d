using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Storage;
using SkiaSharp;

namespace CustomVision.LocalService.Domain;

/// <summary>Takes in one image as its bytes arrive, and finds out whether it can be stored; wherever it comes from.</summary>
internal static class ImageIntake
{
    public const int MaxImageBytes = 6 * 1024 * 1024;

    // As tested by a user on the real service; the documentation has said 10,240 and "unlimited".
    public const int MaxSidePixels = 10_000;

    /// <summary>Whether an image of this size, as the file has it, is taken in. Others may not even fit into memory.</summary>
    public static bool IsAcceptable(SKSizeI encoded) => encoded is { Width: <= MaxSidePixels, Height: <= MaxSidePixels };

    /// <summary>Null when no bytes came.</summary>
    /// <param name="read">Fills a part of the buffer and says how much; 0 at the end.</param>
    /// <param name="maxBytes">What the image may have.</param>
    /// <param name="readsToEnd">
    /// Whether the rest of an image that is too large is read past, because something comes after it; else it is left.
    /// </param>
    public static async Task<IncomingImage?> ReadAsync(
        Func<Memory<byte>, Task<int>> read, string sourceUrl, byte[] buffer, IImageStore store, int maxBytes, bool readsToEnd)
    {
        var draft = store.Begin();
        try
        {
            var isTooLarge = false;
            while ((readsToEnd || !isTooLarge) && await read(buffer) is var count and > 0)
            {
                isTooLarge |= draft.Length + count > maxBytes;
                if (!isTooLarge)
                    draft.Write(buffer.AsSpan(0, count));
            }
            if (draft.Length == 0 && !isTooLarge && draft.Failure is null)
            {
                draft.Dispose();
                return null;
            }

            if (draft.Failure is { } failure && !isTooLarge)
            {
                var sha256 = draft.Sha256;
                draft.Dispose();
                return IncomingImage.Refused(sourceUrl, ImageStatus.ErrorStorage) with { Failure = failure, Sha256 = sha256 };
            }

            var header = isTooLarge ? null : ReadHeader(draft);
            if (header is not null && IsAcceptable(new SKSizeI(header.EncodedWidth, header.EncodedHeight)))
                return new IncomingImage(sourceUrl, ImageStatus.OK, draft, header);

            draft.Dispose();
            return IncomingImage.Refused(
                sourceUrl, isTooLarge || header is not null ? ImageStatus.ErrorImageSize : ImageStatus.ErrorImageFormat, header);
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    private static ImageHeader? ReadHeader(ImageDraft draft)
    {
        using var data = draft.Map();
        return ImageHeader.Read(data);
    }
}
