using System.Runtime.InteropServices;
using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>
/// Decodes an image to the input of the network: upright, on white, and stretched to a square of fixed size. Programs that use exported
/// models of Azure stretch in the same way.
/// </summary>
internal static class NormalizedImage
{
    /// <summary>The side for a classification, in pixels.</summary>
    public const int Side = 224;

    /// <summary>The blue, then the green, then the red value of all pixels, row by row, from 0 to 255.</summary>
    /// <param name="side">The side of the square in pixels, a multiple of 32.</param>
    /// <returns>Null when the pixels can't be decoded.</returns>
    public static float[]? Decode(SKData image, int side = Side)
    {
        using var decoder = ImageDecoder.Open(image);
        if (decoder is null || !ImageLimits.IsAcceptable(decoder.EncodedSize))
            return null;
        // The decoded image has at least twice the size, for smoothing.
        var step = Math.Max(1, Math.Min(decoder.EncodedSize.Width, decoder.EncodedSize.Height) / (2 * side));
        using var decoded = decoder.Decode(1f / step);
        if (decoded is null)
            return null;

        using var surface = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(surface))
            Orientation.DrawUpright(canvas, surface.Info.Size, decoded, decoder.Origin);

        var pixels = MemoryMarshal.AsBytes(surface.GetPixelSpan());
        var plane = side * side;
        var values = new float[3 * plane];
        for (var i = 0; i < plane; i++)
        {
            values[i] = pixels[4 * i + 2];
            values[plane + i] = pixels[4 * i + 1];
            values[2 * plane + i] = pixels[4 * i];
        }
        return values;
    }
}
