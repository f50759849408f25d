using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>Renders the scaled, upright JPEG that image links show.</summary>
internal static class ImageRenderer
{
    private const int JpegQuality = 90;

    /// <summary>Null when the original can be shown: it is upright and not larger than the target.</summary>
    /// <remarks>Null also when the pixels can't be decoded. The browser may still be able to show the original.</remarks>
    public static byte[]? Render(SKData data, Func<SKSizeI, SKSizeI> scale)
    {
        using var codec = SKCodec.Create(data);
        // Uploads refuse larger images. This check doesn't rely on that.
        if (codec is null || !ImageLimits.IsAcceptable(codec.Info.Size))
            return null;

        var upright = Orientation.Upright(codec);
        var target = scale(upright);
        if (target == upright && codec.EncodedOrigin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return null;

        using var decoded = Decode(codec, (float)target.Width / upright.Width);
        if (decoded is null)
            return null;

        using var surface = new SKBitmap(new SKImageInfo(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(surface))
        {
            // JPEG has no transparency. A drawing stays readable on white.
            canvas.Clear(SKColors.White);
            var swapped = Orientation.SwapsSides(codec.EncodedOrigin);
            canvas.Scale(
                (float)target.Width / (swapped ? decoded.Height : decoded.Width),
                (float)target.Height / (swapped ? decoded.Width : decoded.Height));
            canvas.Concat(Orientation.ToUpright(codec.EncodedOrigin, decoded.Width, decoded.Height));
            canvas.DrawImage(decoded, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        using var encoded = surface.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return encoded?.ToArray();
    }

    /// <summary>Decodes to the smallest size that the codec offers and that isn't below the scale.</summary>
    private static SKImage? Decode(SKCodec codec, float scale)
    {
        var size = codec.GetScaledDimensions(scale);
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul)))
            return null;
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput))
            return null;
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }
}
