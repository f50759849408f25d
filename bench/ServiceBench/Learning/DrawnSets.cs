using SkiaSharp;

namespace CustomVision.Benches.Service.Learning;

/// <summary>Sets in which one thing tells the tags apart, and all else varies.</summary>
internal static class DrawnSets
{
    private const int OfEach = 60;

    /// <summary>The outline tells; colour, size, place and turn do not, and there is clutter.</summary>
    public static ImageSet Shapes()
    {
        string[] tags = ["disc", "square", "triangle", "star", "cross"];
        return ImageSet.Drawn("shapes", tags, OfEach, (scene, tag) =>
        {
            var background = scene.Colour();
            scene.Canvas.Clear(background);
            scene.Clutter(8);
            using var paint = new SKPaint { Color = scene.ColourUnlike(background), IsAntialias = true };
            using var shape = Shape(tag);
            scene.Canvas.Save();
            scene.Canvas.Translate(scene.Between(45, 83), scene.Between(45, 83));
            scene.Canvas.RotateDegrees(scene.Between(0, 360));
            scene.Canvas.Scale(scene.Between(25, 42));
            scene.Canvas.DrawPath(shape, paint);
            scene.Canvas.Restore();
            scene.LightAndGrain(15);
        });
    }

    /// <summary>Which way the arrow points tells; colour, size and place do not, and there is clutter.</summary>
    public static ImageSet Arrows()
    {
        string[] tags = ["right", "down", "left", "up"];
        return ImageSet.Drawn("arrows", tags, OfEach, (scene, tag) =>
        {
            var background = scene.Colour();
            scene.Canvas.Clear(background);
            scene.Clutter(8);
            using var paint = new SKPaint { Color = scene.ColourUnlike(background), IsAntialias = true };
            using var arrow = new SKPathBuilder();
            arrow.AddPoly([new(1, 0), new(0, 0.8f), new(0, 0.25f), new(-0.95f, 0.25f), new(-0.95f, -0.25f), new(0, -0.25f), new(0, -0.8f)], true);
            using var shape = arrow.Detach();
            scene.Canvas.Save();
            scene.Canvas.Translate(scene.Between(50, 78), scene.Between(50, 78));
            scene.Canvas.RotateDegrees(90 * tag + scene.Between(-15, 15));
            scene.Canvas.Scale(scene.Between(28, 45));
            scene.Canvas.DrawPath(shape, paint);
            scene.Canvas.Restore();
            scene.LightAndGrain(15);
        });
    }

    /// <summary>What the surface is made of tells; all have the same range of hues, any light, any turn, and sizes that differ by two.</summary>
    public static ImageSet Surfaces(int ofEach = OfEach)
    {
        string[] tags = ["stripes", "checks", "dots", "bricks", "grain", "clouds"];
        return ImageSet.Drawn("surfaces", tags, ofEach, (scene, tag) =>
        {
            var hue = scene.Between(20, 45);
            var (dark, light) = (SKColor.FromHsl(hue, 40, scene.Between(25, 40)), SKColor.FromHsl(hue, 35, scene.Between(50, 70)));
            scene.Canvas.Clear(dark);
            using var paint = new SKPaint { Color = light, IsAntialias = true };
            scene.Canvas.Save();
            scene.Canvas.Translate(Scene.Side / 2f, Scene.Side / 2f);
            scene.Canvas.RotateDegrees(scene.Between(0, 360));
            scene.Canvas.Scale(scene.Between(0.7f, 1.4f));
            Surface(scene, tag, paint);
            scene.Canvas.Restore();
            scene.LightAndGrain(25);
        });
    }

    /// <summary>The hue of one thing tells; its shape and size, the light, and the grey things around it do not.</summary>
    public static ImageSet Colours()
    {
        string[] tags = ["red", "yellow", "green", "blue"];
        float[] hues = [0, 55, 120, 225];
        return ImageSet.Drawn("colours", tags, OfEach, (scene, tag) =>
        {
            scene.Canvas.Clear(SKColor.FromHsl(0, 0, scene.Between(20, 80)));
            for (var i = 0; i < 7; i++)
            {
                var isGrey = i < 6;
                using var shape = Shape(scene.Below(5));
                using var paint = new SKPaint { IsAntialias = true };
                paint.Color = isGrey
                    ? SKColor.FromHsl(0, 0, scene.Between(10, 90))
                    : SKColor.FromHsl((hues[tag] + scene.Between(-12, 12) + 360) % 360, scene.Between(50, 90), scene.Between(35, 60));
                scene.Canvas.Save();
                scene.Canvas.Translate(scene.Between(20, 108), scene.Between(20, 108));
                scene.Canvas.RotateDegrees(scene.Between(0, 360));
                scene.Canvas.Scale(scene.Between(10, 22));
                scene.Canvas.DrawPath(shape, paint);
                scene.Canvas.Restore();
            }
            scene.LightAndGrain(15);
        });
    }

    /// <summary>Within a circle of radius 1.</summary>
    private static SKPath Shape(int kind)
    {
        using var path = new SKPathBuilder();
        switch (kind)
        {
            case 0:
                path.AddCircle(0, 0, 0.85f);
                break;
            case 1:
                path.AddRect(new SKRect(-0.75f, -0.75f, 0.75f, 0.75f));
                break;
            case 2:
                path.AddPoly(Corners(3, 1, 1), true);
                break;
            case 3:
                path.AddPoly(Corners(5, 1, 0.4f), true);
                break;
            default:
                path.AddRect(new SKRect(-0.95f, -0.25f, 0.95f, 0.25f));
                path.AddRect(new SKRect(-0.25f, -0.95f, 0.25f, 0.95f));
                break;
        }
        return path.Detach();
    }

    private static SKPoint[] Corners(int count, float outer, float inner)
    {
        var step = inner == outer ? 1 : 2;
        return [.. Enumerable.Range(0, count * step).Select(i =>
        {
            var angle = MathF.Tau * i / (count * step);
            var radius = i % step == 0 ? outer : inner;
            return new SKPoint(radius * MathF.Cos(angle), radius * MathF.Sin(angle));
        })];
    }

    private static void Surface(Scene scene, int kind, SKPaint paint)
    {
        var canvas = scene.Canvas;
        const int reach = 150;
        switch (kind)
        {
            case 0:
                for (var x = -reach; x < reach; x += 12)
                    canvas.DrawRect(x, -reach, 6, 2 * reach, paint);
                break;
            case 1:
                for (var x = -reach; x < reach; x += 12)
                    for (var y = -reach; y < reach; y += 12)
                        canvas.DrawRect(x + (y / 12 % 2 == 0 ? 0 : 6), y, 6, 12, paint);
                break;
            case 2:
                for (var x = -reach; x < reach; x += 12)
                    for (var y = -reach; y < reach; y += 12)
                        canvas.DrawCircle(x + scene.Between(-2, 2), y + scene.Between(-2, 2), 4, paint);
                break;
            case 3:
                for (var x = -reach; x < reach; x += 24)
                    for (var y = -reach; y < reach; y += 12)
                        canvas.DrawRect(x + (y / 12 % 2 == 0 ? 0 : 12), y, 21, 9, paint);
                break;
            case 4:
                for (var i = 0; i < 6_000; i++)
                    canvas.DrawRect(scene.Between(-reach, reach), scene.Between(-reach, reach), 3, 3, paint);
                break;
            default:
                using (var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 8))
                {
                    paint.MaskFilter = blur;
                    for (var i = 0; i < 150; i++)
                        canvas.DrawCircle(scene.Between(-reach, reach), scene.Between(-reach, reach), scene.Between(4, 14), paint);
                    paint.MaskFilter = null;
                }
                break;
        }
    }
}
