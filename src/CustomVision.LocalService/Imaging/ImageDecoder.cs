using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>Decodes an image to about the size that is needed, with bounded memory. All decoding goes through this class.</summary>
internal sealed class ImageDecoder : IDisposable
{
    // 100 MB of pixels. A larger PNG or BMP is decoded in parts, and a JPEG to a smaller size. A larger GIF can only be decoded as a
    // whole, which takes up to 400 MB (10,000 x 10,000 pixels). Large images are decoded one at a time.
    private const int LargePixels = 25_000_000;

    private static readonly Lock OneLargeAtATime = new();

    private readonly SKData data;
    private readonly SKCodec codec;

    private ImageDecoder(SKData data, SKCodec codec, string mediaType)
    {
        this.data = data;
        this.codec = codec;
        MediaType = mediaType;
        Origin = codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Read(data.Span) : codec.EncodedOrigin;
    }

    public string MediaType { get; }

    /// <summary>How the image has to be turned, by its EXIF data.</summary>
    public SKEncodedOrigin Origin { get; }

    public SKSizeI EncodedSize => codec.Info.Size;

    public SKSizeI UprightSize => Orientation.SwapsSides(Origin) ? new SKSizeI(EncodedSize.Height, EncodedSize.Width) : EncodedSize;

    private bool IsLarge => (long)EncodedSize.Width * EncodedSize.Height > LargePixels;

    /// <summary>Opens an image of <see cref="ImageBytes"/>.</summary>
    /// <returns>Null when the data is not a JPEG, PNG, BMP or GIF.</returns>
    public static ImageDecoder? Open(SKData data)
    {
        var codec = SKCodec.Create(data);
        var mediaType = codec?.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => "image/jpeg",
            SKEncodedImageFormat.Png => "image/png",
            SKEncodedImageFormat.Bmp => "image/bmp",
            SKEncodedImageFormat.Gif => "image/gif",
            _ => null,
        };
        if (codec is not null && mediaType is not null)
            return new ImageDecoder(data, codec, mediaType);
        codec?.Dispose();
        return null;
    }

    /// <summary>
    /// Whether any pixels can be decoded. It decodes the first row only, except of a GIF and of a progressive JPEG, whose first row needs
    /// the whole file.
    /// </summary>
    public bool HasPixels()
    {
        if (!IsLarge)
            return DecodeFirstRow();
        lock (OneLargeAtATime)
            return DecodeFirstRow();
    }

    /// <summary>Decodes to the smallest size that is possible at little cost and is not below the scale.</summary>
    /// <param name="scale">More than 0, and at most 1.</param>
    /// <returns>Null when no pixels can be decoded. Pixels that are missing in a damaged image are transparent.</returns>
    public SKImage? Decode(float scale)
    {
        if (!IsLarge)
            return DecodeWhole(scale);
        lock (OneLargeAtATime)
        {
            var step = Math.Max(1, (int)(1 / scale));
            return codec.EncodedFormat switch
            {
                SKEncodedImageFormat.Png => DecodeBands(step),
                SKEncodedImageFormat.Bmp => DecodeRows(step),
                _ => DecodeWhole(scale),
            };
        }
    }

    public void Dispose() => codec.Dispose();

    private bool DecodeFirstRow()
    {
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !ImageBytes.HasScanData(data.Span))
            return false;
        // A codec of its own, because a codec that has started to decode can't start again.
        using var fresh = SKCodec.Create(data);
        var info = RowInfo(fresh);
        if (fresh.EncodedFormat == SKEncodedImageFormat.Gif)
            return DecodeInto(fresh, info, out var whole) && Disposed(whole);

        using var row = new SKBitmap(info.WithSize(info.Width, 1));
        row.Erase(SKColors.Transparent);
        if (fresh.EncodedFormat != SKEncodedImageFormat.Png)
            return fresh.StartScanlineDecode(info) == SKCodecResult.Success && fresh.GetScanlines(row.GetPixels(), 1, row.RowBytes) == 1;

        var options = new SKCodecOptions(new SKRectI(0, 0, info.Width, 1));
        return fresh.StartIncrementalDecode(info, row.GetPixels(), row.RowBytes, options) == SKCodecResult.Success
            && (fresh.IncrementalDecode(out var rows) == SKCodecResult.Success || rows > 0 || !IsEmpty(row));

        static bool Disposed(SKBitmap bitmap)
        {
            bitmap.Dispose();
            return true;
        }
    }

    private SKImage? DecodeWhole(float scale)
    {
        // JPEG can be decoded to a smaller size at little cost. For other formats this is the original size.
        if (!DecodeInto(codec, RowInfo(codec).WithSize(codec.GetScaledDimensions(scale)), out var bitmap))
            return null;
        using (bitmap)
        {
            bitmap.SetImmutable();
            return SKImage.FromBitmap(bitmap);
        }
    }

    /// <summary>Decodes all that is readable: the readable part of a damaged image is shown and used for training.</summary>
    private bool DecodeInto(SKCodec from, SKImageInfo info, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SKBitmap? bitmap)
    {
        bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(info))
        {
            bitmap.Erase(SKColors.Transparent);
            var result = from.GetPixels(info, bitmap.GetPixels());
            if (result == SKCodecResult.Success
                || (result is SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput
                    && (from.EncodedFormat == SKEncodedImageFormat.Gif ? !IsEmpty(bitmap) : DecodeFirstRow())))
                return true;
        }
        bitmap.Dispose();
        bitmap = null;
        return false;
    }

    /// <summary>
    /// Decodes some rows at a time and averages each square of pixels. The codec decodes all rows above a band again, so the bands
    /// are large: at most four make an image.
    /// </summary>
    private SKImage? DecodeBands(int step)
    {
        var info = RowInfo(codec);
        var average = new BoxAverage(info.Size, step);
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
            for (var row = 0; row < decoded; row++)
                average.Add(top + row, band.GetPixelSpan().Slice(row * band.RowBytes, band.RowBytes));
            if (result != SKCodecResult.Success)
                break;
        }
        return average.ToImage();
    }

    /// <summary>Decodes one row at a time and averages each square of pixels.</summary>
    private SKImage? DecodeRows(int step)
    {
        var info = RowInfo(codec);
        var average = new BoxAverage(info.Size, step);
        using var row = new SKBitmap(info.WithSize(info.Width, 1));
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success)
            return null;
        var isBottomUp = codec.ScanlineOrder == SKCodecScanlineOrder.BottomUp;
        for (var number = 0; number < info.Height; number++)
        {
            if (codec.GetScanlines(row.GetPixels(), 1, row.RowBytes) != 1)
                return number == 0 ? null : average.ToImage();
            average.Add(isBottomUp ? info.Height - 1 - number : number, row.GetPixelSpan());
        }
        return average.ToImage();
    }

    private static SKImageInfo RowInfo(SKCodec codec) =>
        new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);

    private static bool IsEmpty(SKBitmap bitmap) => !bitmap.GetPixelSpan().ContainsAnyExcept((byte)0);

    /// <summary>Averages squares of pixels, row by row.</summary>
    /// <param name="step">The side of a square.</param>
    private sealed class BoxAverage(SKSizeI size, int step)
    {
        private readonly int width = Math.Max(1, size.Width / step);
        private readonly int height = Math.Max(1, size.Height / step);
        private readonly int[] sums = new int[Math.Max(1, size.Width / step) * Math.Max(1, size.Height / step) * 4];

        public void Add(int y, ReadOnlySpan<byte> row)
        {
            // The last rows and columns are left out where they don't fill a square.
            if (y / step >= height)
                return;
            var line = sums.AsSpan(y / step * width * 4, width * 4);
            var from = 0;
            for (var to = 0; to < line.Length; to += 4)
            {
                for (var i = 0; i < step && from < row.Length; i++, from += 4)
                {
                    line[to] += row[from];
                    line[to + 1] += row[from + 1];
                    line[to + 2] += row[from + 2];
                    line[to + 3] += row[from + 3];
                }
            }
        }

        public SKImage ToImage() => SKImage.FromPixelCopy(
            new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul), Array.ConvertAll(sums, sum => (byte)(sum / (step * step))));
    }
}
