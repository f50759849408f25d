using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

internal static class ImageSize
{
    // From recorded answers: 5312 x 2988, rotated by EXIF, is stored as 900 x 1600. 1555 x 900 and 839 x 1600 were recorded too.
    private const int StoredShortSide = 900;
    private const int StoredLongSide = 1600;

    private const int ThumbnailSide = 256;

    public static SKSizeI AsStored(SKSizeI upright) => Fit(upright, StoredShortSide, StoredLongSide);

    public static SKSizeI AsThumbnail(SKSizeI upright) => Fit(upright, ThumbnailSide, ThumbnailSide);

    private static SKSizeI Fit(SKSizeI size, int shortSide, int longSide)
    {
        var scale = Math.Min(
            (double)shortSide / Math.Min(size.Width, size.Height),
            (double)longSide / Math.Max(size.Width, size.Height));
        return scale >= 1 ? size : new SKSizeI(Scaled(size.Width, scale), Scaled(size.Height, scale));
    }

    private static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));
}
