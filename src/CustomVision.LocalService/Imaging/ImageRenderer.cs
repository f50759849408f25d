using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>Makes the scaled, upright JPEG that the service shows of an image.</summary>
internal static class ImageRenderer
{
    private const int JpegQuality = 90;

    /// <summary>Null when the image can be shown as it is: it is upright, and no larger than asked for.</summary>
    /// <remarks>Null also for pixels that cannot be decoded. The header was fine, so the image is stored; let the viewer try.</remarks>
    public static byte[]? Render(SKData data, Func<SKSizeI, SKSizeI> scale)
    {
        using var codec = SKCodec.Create(data);
        // What is too large is not taken in; that it is not decoded either does not depend on it.
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
            // JPEG has no transparency; on white, a drawing with a clear background stays readable.
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

    /// <summary>As small as the codec can make it without going below the scale; JPEG saves most of the work that way.</summary>
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
