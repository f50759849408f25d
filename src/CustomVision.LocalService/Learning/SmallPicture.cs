using System.Runtime.InteropServices;
using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>Decodes no more of a picture than is needed to see it small.</summary>
internal static class SmallPicture
{
    // A picture that has to be decoded whole may take 400 MB (10,000 x 10,000 pixels). One at a time is enough.
    private const long LargePixels = 16_000_000;

    private static readonly Lock OneLargeAtATime = new();

    /// <summary>Null when nothing of the pixels can be decoded.</summary>
    /// <param name="side">The sides of the picture will be at least this long, unless they are shorter in the file.</param>
    public static SKImage? Decode(SKCodec codec, int side)
    {
        if ((long)codec.Info.Width * codec.Info.Height < LargePixels)
            return DecodeNow(codec, side);
        lock (OneLargeAtATime)
            return DecodeNow(codec, side);
    }

    private static SKImage? DecodeNow(SKCodec codec, int side)
    {
        // Twice the side leaves enough pixels to smooth over.
        var step = Math.Min(codec.Info.Width, codec.Info.Height) / (2 * side);
        if (step >= 2 && codec.EncodedFormat is SKEncodedImageFormat.Png or SKEncodedImageFormat.Bmp)
        {
            var info = codec.Info.WithColorType(SKColorType.Rgba8888).WithAlphaType(SKAlphaType.Premul);
            if (codec.StartScanlineDecode(info) == SKCodecResult.Success)
                return DecodeRows(codec, info, step);
        }
        // JPEG makes a smaller picture at little cost. GIF, and PNG that comes interlaced, have to be decoded whole.
        return DecodeWhole(codec, codec.GetScaledDimensions(Math.Min(1f, 1f / Math.Max(1, step))));
    }

    private static SKImage? DecodeWhole(SKCodec codec, SKSizeI size)
    {
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul)))
            return null;
        bitmap.Erase(SKColors.Transparent);
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        // What is left of a damaged picture is what the service shows of it, and what there is to learn from.
        if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput))
            return null;
        if (result is not SKCodecResult.Success && IsEmpty(bitmap.GetPixelSpan()))
            return null;
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }

    /// <summary>Row by row, and each square of pixels put together to one, so that memory does not grow with the picture.</summary>
    private static SKImage? DecodeRows(SKCodec codec, SKImageInfo info, int step)
    {
        var (width, height) = (info.Width / step, info.Height / step);
        var row = new byte[info.RowBytes];
        var sums = new int[width * height * 4];
        var pin = GCHandle.Alloc(row, GCHandleType.Pinned);
        try
        {
            for (var i = 0; i < info.Height; i++)
            {
                var y = codec.GetOutputScanline(i) / step;
                if (codec.GetScanlines(pin.AddrOfPinnedObject(), 1, info.RowBytes) != 1)
                {
                    if (i == 0)
                        return null;
                    break;
                }
                if (y < height)
                    Add(row, sums.AsSpan(y * width * 4, width * 4), step);
            }
        }
        finally
        {
            pin.Free();
        }

        var pixels = new byte[sums.Length];
        for (var i = 0; i < sums.Length; i++)
            pixels[i] = (byte)(sums[i] / (step * step));
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
