using CustomVision.LocalService.Learning.Detection;
using SkiaSharp;

namespace CustomVision.Benches.Service.Learning;

/// <summary>Drawn images with three things in each: shapes, each of which is a tag in ten colors.</summary>
internal static class DrawnBoxes
{
    public const int MostTags = 50;

    private const int Side = 240;
    private const int Things = 3;
    private const int Shapes = 5;

    public static (byte[] Jpeg, TaggedBox[] Boxes) Draw(int seed, int tagCount)
    {
        var random = new Random(seed);
        using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor((byte)random.Next(150, 256), (byte)random.Next(150, 256), (byte)random.Next(150, 256)));
        using var paint = new SKPaint { IsAntialias = true, Color = SKColors.Gray };
        for (var line = 0; line < 20; line++)
            canvas.DrawLine(random.Next(Side), random.Next(Side), random.Next(Side), random.Next(Side), paint);

        var boxes = new TaggedBox[Things];
        var column = Side / Things;
        for (var i = 0; i < Things; i++)
        {
            // Each tag is as often the first as the second or the third.
            var tag = (seed * Things + i * 7) % tagCount;
            var size = random.Next(44, column - 4);
            var corner = new SKPoint(i * column + random.Next(column - size), random.Next(Side - size));
            paint.Color = SKColor.FromHsl(tag / Shapes * 36, 85, 40);
            using var path = Shape(tag % Shapes, corner, size);
            canvas.DrawPath(path, paint);
            boxes[i] = new TaggedBox(tag, new Box(corner.X / Side, corner.Y / Side, size / (float)Side, size / (float)Side));
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return (data.ToArray(), boxes);
    }

    private static SKPath Shape(int shape, SKPoint at, float size)
    {
        using var builder = new SKPathBuilder();
        var third = size / 3;
        switch (shape)
        {
            case 0:
                builder.AddOval(SKRect.Create(at.X, at.Y, size, size));
                break;
            case 1:
                builder.AddRect(SKRect.Create(at.X, at.Y, size, size));
                break;
            case 2:
                builder.AddPoly([new(at.X, at.Y + size), new(at.X + size / 2, at.Y), new(at.X + size, at.Y + size)], true);
                break;
            case 3:
                builder.AddRect(SKRect.Create(at.X + third, at.Y, third, size));
                builder.AddRect(SKRect.Create(at.X, at.Y + third, size, third));
                break;
            default:
                builder.AddRect(SKRect.Create(at.X, at.Y, third, size));
                builder.AddRect(SKRect.Create(at.X, at.Y + size - third, size, third));
                break;
        }
        return builder.Detach();
    }
}
