using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>Decodes an image to about a target size with bounded memory.</summary>
internal static class DownscalingDecoder
{
    // 100 MB of pixels. A larger PNG is decoded in bands of this size. A larger GIF or BMP is decoded as a whole, which takes up to
    // 400 MB (10,000 x 10,000 pixels), so these are decoded one at a time.
    private const int LargePixels = 25_000_000;

    private static readonly Lock OneLargeAtATime = new();

    /// <summary>Null when no pixels can be decoded.</summary>
    /// <param name="side">The smallest side of the result, unless the image is smaller.</param>
    public static SKImage? Decode(SKCodec codec, int side)
    {
        if ((long)codec.Info.Width * codec.Info.Height <= LargePixels)
            return DecodeWhole(codec, Step(codec, side));
        lock (OneLargeAtATime)
        {
            return codec.EncodedFormat == SKEncodedImageFormat.Png
                ? DecodeBands(codec, Step(codec, side))
                : DecodeWhole(codec, Step(codec, side));
        }
    }

    /// <summary>The side of the square of pixels that becomes one pixel. The result has at least twice the target size, for smoothing.</summary>
    private static int Step(SKCodec codec, int side) => Math.Max(1, Math.Min(codec.Info.Width, codec.Info.Height) / (2 * side));

    private static SKImage? DecodeWhole(SKCodec codec, int step)
    {
        // JPEG can be decoded to a smaller size at little cost. For other formats this is the original size.
        var size = codec.GetScaledDimensions(1f / step);
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul)))
            return null;
        bitmap.Erase(SKColors.Transparent);
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        // The readable part of a damaged image is shown and used for training.
        if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput))
            return null;
        if (result is not SKCodecResult.Success && IsEmpty(bitmap.GetPixelSpan()))
            return null;
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }

    /// <summary>
    /// Decodes some rows at a time and averages each square of pixels. The codec decodes all rows above a band again, so the bands
    /// are large: at most four make an image.
    /// </summary>
    private static SKImage? DecodeBands(SKCodec codec, int step)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var (width, height) = (info.Width / step, info.Height / step);
        var sums = new int[width * height * 4];
        using var band = new SKBitmap();
        if (!band.TryAllocPixels(info.WithSize(info.Width, LargePixels / info.Width)))
            return null;

        for (var top = 0; top < info.Height; top += band.Height)
        {
            var rows = Math.Min(band.Height, info.Height - top);
            var options = new SKCodecOptions(new SKRectI(0, top, info.Width, top + rows));
            if (codec.StartIncrementalDecode(info, band.GetPixels(), band.RowBytes, options) != SKCodecResult.Success)
                return null;
            var result = codec.IncrementalDecode(out var decoded);
            if (result == SKCodecResult.Success)
                decoded = rows;
            if (top == 0 && decoded == 0)
                return null;
            for (var row = 0; row < decoded && (top + row) / step < height; row++)
                Add(band.GetPixelSpan().Slice(row * band.RowBytes, band.RowBytes), sums.AsSpan((top + row) / step * width * 4, width * 4), step);
            if (result != SKCodecResult.Success)
                break;
        }

        var pixels = Array.ConvertAll(sums, sum => (byte)(sum / (step * step)));
        return SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul), pixels);
    }

    private static void Add(ReadOnlySpan<byte> row, Span<int> sums, int step)
    {
        var from = 0;
        for (var to = 0; to < sums.Length; to += 4)
        {
            for (var i = 0; i < step; i++, from += 4)
            {
                sums[to] += row[from];
                sums[to + 1] += row[from + 1];
                sums[to + 2] += row[from + 2];
                sums[to + 3] += row[from + 3];
            }
        }
    }

    private static bool IsEmpty(ReadOnlySpan<byte> pixels) => !pixels.ContainsAnyExcept((byte)0);
}
