using System.Diagnostics;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Whatever is sent as an image: features come out that make sense, or none.</summary>
public sealed class FeatureExtractorTests
{
    [Fact]
    public void Every_format_that_the_service_takes_has_features()
    {
        foreach (var image in new[]
        {
            TestImages.Jpeg(300, 200), TestImages.Png(300, 200), TestImages.Bmp(300), TestImages.Gif(),
            TestImages.Png(1, 1), TestImages.Png(1, 3000), TestImages.Jpeg(3000, 2), InFormat(SKColorType.Gray8), InFormat(SKColorType.Rgba8888),
        })
            AssertSound(Extract(image));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(6, 2)]
    [InlineData(8, 3)]
    public void An_image_that_the_camera_turned_is_the_same_as_the_upright_one(byte orientation, int seed)
    {
        var encoded = TestImages.Jpeg(160, 160, seed);
        var turned = TestImages.Turned(encoded, orientation);

        AssertClose(Extract(Upright(encoded, (SKEncodedOrigin)orientation)), Extract(turned), 0.08);
        Assert.True(Distance(Extract(encoded), Extract(turned)) > 0.2);
    }

    [Fact]
    public void Size_and_format_hardly_matter()
    {
        var features = Extract(TestImages.Png(256, 256));

        AssertClose(features, Extract(TestImages.Png(1024, 1024)), 0.15);
        AssertClose(features, Extract(TestImages.Jpeg(1024, 1024)), 0.15);
    }

    [Fact]
    public void An_image_of_10000_pixels_squared_is_seen_like_a_small_one()
    {
        AssertClose(Extract(GreyPng.Of(500, 500)), Extract(GreyPng.Of(10_000, 10_000)), 0.1);
        AssertClose(Extract(GreyPng.Of(500, 400, rows: 300)), Extract(GreyPng.Of(5_000, 4_000, rows: 3_000)), 0.1);
        Assert.Null(ExtractOrNull(GreyPng.Of(10_000, 10_000, rows: 0)));
    }

    [Fact]
    public void An_image_that_only_claims_to_be_huge_is_left_alone()
    {
        using var process = Process.GetCurrentProcess();
        var before = process.PeakWorkingSet64;

        foreach (var huge in new[] { GreyPng.Of(40_000, 40_000, rows: 1), GreyPng.Of(100_000, 2, rows: 1) })
        {
            Assert.Null(ExtractOrNull(huge));
            using var data = ImageBytes.Copy(huge);
            Assert.Null(ImageRenderer.Render(data, ImageSize.AsThumbnail));
        }

        // The pixels of the first would take 6 GB.
        process.Refresh();
        Assert.InRange(process.PeakWorkingSet64 - before, 0, 1_000_000_000);
    }

    [Fact]
    public void What_is_transparent_is_seen_white()
    {
        using var clear = new SKBitmap(64, 64, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        clear.Erase(new SKColor(255, 0, 0, 0));
        using var white = new SKBitmap(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque);
        white.Erase(SKColors.White);

        Assert.Equal(Extract(Encoded(white)), Extract(Encoded(clear)));
    }

    [Fact]
    public void What_is_no_image_has_no_features()
    {
        Assert.Null(ExtractOrNull([]));
        Assert.Null(ExtractOrNull("This is a text."u8.ToArray()));
        Assert.Null(ExtractOrNull(TestImages.Png(200, 200)[..40]));
        Assert.Null(ExtractOrNull(TestImages.Gif()[..20]));
    }

    [Fact]
    public void Half_an_image_has_features()
    {
        var jpeg = TestImages.Jpeg(2000, 2000);

        AssertSound(Extract(jpeg[..(jpeg.Length / 2)]));
    }

    [Fact]
    public void Pixels_of_rubbish_do_no_harm()
    {
        var random = new Random(1);
        foreach (var whole in new[] { TestImages.Jpeg(300, 300), TestImages.Png(300, 300), TestImages.Bmp(300), TestImages.Gif() })
        {
            for (var i = 0; i < 25; i++)
            {
                var broken = whole.ToArray();
                for (var hit = 0; hit < 10; hit++)
                    broken[random.Next(broken.Length / 10, broken.Length)] = (byte)random.Next(256);
                using var data = ImageBytes.Copy(broken);
                if (NormalizedImage.Decode(data) is { } pixels)
                    Assert.DoesNotContain(pixels, value => value is not (>= 0 and <= 255));
            }
        }
    }

    private static float[] Extract(byte[] image) => ExtractOrNull(image) ?? throw new InvalidDataException("No features.");

    private static float[]? ExtractOrNull(byte[] image)
    {
        using var data = ImageBytes.Copy(image);
        return FeatureExtractor.Extract(data);
    }

    private static void AssertSound(float[] features)
    {
        Assert.Equal(FeatureExtractor.Count, features.Length);
        Assert.All(features, feature => Assert.InRange(feature, 0f, 1f));
        Assert.Equal(1, features.Sum(feature => feature * feature), 1e-4);
    }

    private static void AssertClose(float[] expected, float[] found, double within) =>
        Assert.InRange(Distance(expected, found), 0, within);

    /// <summary>As a share of the length.</summary>
    private static double Distance(float[] one, float[] other) =>
        Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum() / one.Sum(a => a * a));

    private static byte[] InFormat(SKColorType type)
    {
        using var bitmap = new SKBitmap(50, 40, type, type == SKColorType.Gray8 ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(90, 90, 90, 128));
        return Encoded(bitmap);
    }

    private static byte[] Upright(byte[] image, SKEncodedOrigin origin)
    {
        using var bitmap = SKBitmap.Decode(image);
        using var upright = new SKBitmap(bitmap.Width, bitmap.Height);
        using (var canvas = new SKCanvas(upright))
        {
            canvas.Concat(Orientation.ToUpright(origin, bitmap.Width, bitmap.Height));
            canvas.DrawBitmap(bitmap, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest));
        }
        return Encoded(upright);
    }

    private static byte[] Encoded(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
