using CustomVision.Imaging;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using SkiaSharp;

namespace CustomVision.LocalService.Tests;

/// <summary>The resizer that -Resize uses, which ships with the service.</summary>
public sealed class ResizerTests : IDisposable
{
    private const long Limit = 4 * 1024 * 1024;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(4000, 3000, 1200, 900)]
    [InlineData(3000, 4000, 900, 1200)]
    [InlineData(4000, 1000, 1600, 400)]
    [InlineData(1601, 10, 1600, 10)]
    [InlineData(901, 901, 900, 900)]
    public void An_image_is_scaled_to_what_the_service_keeps(int width, int height, int expectedWidth, int expectedHeight)
    {
        using var resized = Resize(GreyPng.Of(width, height));

        Assert.Equal((expectedWidth, expectedHeight), (resized!.Width, resized.Height));
        Assert.InRange(resized.GetPixel(1, 0).Red, 55, 65);
        Assert.InRange(resized.GetPixel(1, expectedHeight - 1).Red, 195, 205);
    }

    // 6 and 8 turn the image; the left third of it is red.
    [Theory]
    [InlineData(1, 1000, 600, 10, 300)]
    [InlineData(2, 1000, 600, 990, 300)]
    [InlineData(3, 1000, 600, 990, 300)]
    [InlineData(6, 600, 1000, 300, 10)]
    [InlineData(8, 600, 1000, 300, 990)]
    public void An_image_is_turned_by_its_orientation(byte orientation, int width, int height, int redX, int redY)
    {
        using var resized = Resize(TestImages.Turned(TestImages.Jpeg(1000, 600), orientation), limit: 100);

        Assert.Equal((width, height), (resized!.Width, resized.Height));
        Assert.True(resized.GetPixel(redX, redY) is { Red: > 240, Blue: < 15 });
        Assert.True(resized.GetPixel(width - redX, height - redY) is { Red: < 15, Blue: > 240 });
    }

    [Fact]
    public void A_PNG_is_turned_by_its_eXIf_chunk()
    {
        using var resized = Resize(TestImages.TurnedPng(TestImages.Png(1000, 600), 6), limit: 100);

        Assert.Equal((600, 1000), (resized!.Width, resized.Height));
        Assert.True(resized.GetPixel(300, 10) is { Red: > 240, Blue: < 15 });
        Assert.True(resized.GetPixel(300, 990) is { Red: < 15, Blue: > 240 });
    }

    [Fact]
    public void A_JPEG_without_its_end_marker_is_resized_whole()
    {
        using var resized = Resize(TestImages.Jpeg(640, 480)[..^2], limit: 100);

        Assert.True(resized!.GetPixel(600, 470) is { Red: < 15, Green: < 15, Blue: > 240 });
    }

    [Fact]
    public void WebP_and_files_above_the_limit_are_converted()
    {
        using var webp = Resize(TestImages.Draw(SKEncodedImageFormat.Webp, 64, 48, 1));
        using var large = Resize(TestImages.Png(64, 48), limit: 100);

        Assert.Equal((64, 48, 64, 48), (webp!.Width, webp.Height, large!.Width, large.Height));
    }

    [Fact]
    public void Transparent_pixels_become_white()
    {
        using var clear = new SKBitmap(20, 2000, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var png = clear.Encode(SKEncodedImageFormat.Png, 100);
        using var resized = Resize(png.ToArray());

        Assert.Equal(SKColors.White, resized!.GetPixel(8, 800));
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(1600, 900)]
    public void A_file_that_the_service_would_not_scale_is_sent_as_it_is(int width, int height)
    {
        Assert.Null(Resize(TestImages.Jpeg(width, height)));
        Assert.Null(Resize(TestImages.Png(width, height)));
    }

    [Fact]
    public void A_file_that_cannot_be_decoded_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Resize("not an image"u8.ToArray()));

        Assert.Equal("The image cannot be decoded. -Resize reads JPEG, PNG, BMP, GIF and WebP.", error.Message);
        Assert.Throws<InvalidDataException>(() => Resize(GreyPng.Of(20_000, 20_000, rows: 1)));
        Assert.Throws<FileNotFoundException>(() => Resizer.Resize(folder.PathOf("none.jpg"), Limit));
    }

    private SKBitmap? Resize(byte[] content, long limit = Limit)
    {
        var resized = Resizer.Resize(folder.Write("image", content), limit);
        Assert.True(resized is null || resized.AsSpan().StartsWith<byte>([0xFF, 0xD8, 0xFF]));
        return resized is null ? null : SKBitmap.Decode(resized);
    }
}
