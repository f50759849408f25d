using SkiaSharp;

namespace CustomVision.Benches.Service.Learning;

/// <summary>An image being drawn, with a die of its own.</summary>
internal sealed class Scene : IDisposable
{
    public const int Side = 128;

    private readonly Random random;
    private readonly SKBitmap bitmap = new(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);

    public Scene(int seed)
    {
        random = new Random(seed);
        Canvas = new SKCanvas(bitmap);
    }

    public SKCanvas Canvas { get; }

    public float Between(float low, float high) => low + random.NextSingle() * (high - low);

    public int Below(int end) => random.Next(end);

    public SKColor Colour() => SKColor.FromHsl(Between(0, 360), Between(20, 100), Between(15, 85));

    /// <summary>A paint that can be told from the background.</summary>
    public SKColor ColourUnlike(SKColor background)
    {
        while (true)
        {
            var colour = Colour();
            var difference = Math.Abs(colour.Red - background.Red) + Math.Abs(colour.Green - background.Green) + Math.Abs(colour.Blue - background.Blue);
            if (difference > 150)
                return colour;
        }
    }

    /// <summary>Thin lines and small spots of any colour, anywhere.</summary>
    public void Clutter(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var paint = new SKPaint { Color = Colour(), IsAntialias = true, StrokeWidth = Between(1, 3) };
            if (random.Next(2) == 0)
                Canvas.DrawCircle(Between(0, Side), Between(0, Side), Between(1, 5), paint);
            else
                Canvas.DrawLine(Between(0, Side), Between(0, Side), Between(0, Side), Between(0, Side), paint);
        }
    }

    /// <summary>Light that falls from one side, stronger or weaker, and the grain of a camera.</summary>
    public void LightAndGrain(float grain)
    {
        Canvas.Flush();
        var (gain, slopeX, slopeY) = (Between(0.6f, 1.3f), Between(-0.4f, 0.4f), Between(-0.4f, 0.4f));
        var pixels = bitmap.GetPixelSpan();
        var lit = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var light = gain * (1 + slopeX * (i / 4 % Side / (float)Side - 0.5f) + slopeY * (i / 4 / Side / (float)Side - 0.5f));
            var noise = Between(-grain, grain);
            for (var channel = 0; channel < 3; channel++)
                lit[i + channel] = (byte)Math.Clamp(pixels[i + channel] * light + noise, 0, 255);
            lit[i + 3] = 255;
        }
        System.Runtime.InteropServices.Marshal.Copy(lit, 0, bitmap.GetPixels(), lit.Length);
    }

    public byte[] ToJpeg()
    {
        Canvas.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 88);
        return data.ToArray();
    }

    public void Dispose()
    {
        Canvas.Dispose();
        bitmap.Dispose();
    }
}
