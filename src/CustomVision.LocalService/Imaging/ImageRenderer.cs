using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>Renders the scaled, upright JPEG that image links show.</summary>
internal static class ImageRenderer
{
    private const int JpegQuality = 90;

    /// <param name="data">The image, of <see cref="ImageBytes"/>.</param>
    /// <returns>
    /// Null when the original can be shown: it is upright and not larger than the target. Null also when the pixels can't be decoded: a
    /// browser may still be able to show the original.
    /// </returns>
    public static byte[]? Render(SKData data, Func<SKSizeI, SKSizeI> scale)
    {
        using var decoder = ImageDecoder.Open(data);
        // Uploads refuse larger images. This check doesn't rely on that.
        if (decoder is null || !ImageLimits.IsAcceptable(decoder.EncodedSize))
            return null;

        var upright = decoder.UprightSize;
        var target = scale(upright);
        if (target == upright && decoder.Origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return null;

        using var decoded = decoder.Decode((float)target.Width / upright.Width);
        if (decoded is null)
            return null;

        using var surface = new SKBitmap(new SKImageInfo(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(surface))
            Orientation.DrawUpright(canvas, target, decoded, decoder.Origin);
        using var encoded = surface.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return encoded?.ToArray();
    }
}
