using System.Runtime.InteropServices;
using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>An image, upright, on white, and scaled to a square of fixed size: the input of all features.</summary>
internal sealed class NormalizedImage
{
    public const int Side = 128;

    private NormalizedImage(byte[] pixels)
    {
        Pixels = pixels;
        Luma = new float[Side * Side];
        for (var i = 0; i < Luma.Length; i++)
            Luma[i] = (0.299f * pixels[4 * i] + 0.587f * pixels[4 * i + 1] + 0.114f * pixels[4 * i + 2]) / 255f;
    }

    /// <summary>Red, green, blue and an unused byte for each pixel, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The brightness from 0 to 1, row by row.</summary>
    public float[] Luma { get; }

    /// <summary>Null when the pixels can't be decoded.</summary>
    public static NormalizedImage? Decode(SKData image)
    {
        using var decoder = ImageDecoder.Open(image);
        if (decoder is null || !ImageLimits.IsAcceptable(decoder.EncodedSize))
            return null;
        // The decoded image has at least twice the size, for smoothing.
        var step = Math.Max(1, Math.Min(decoder.EncodedSize.Width, decoder.EncodedSize.Height) / (2 * Side));
        using var decoded = decoder.Decode(1f / step);
        if (decoded is null)
            return null;

        using var surface = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(surface))
            Orientation.DrawUpright(canvas, surface.Info.Size, decoded, decoder.Origin);
        return new NormalizedImage(MemoryMarshal.AsBytes(surface.GetPixelSpan()).ToArray());
    }
}
