using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>The limits of an image.</summary>
internal static class ImageLimits
{
    public const int MaxBytes = 6 * 1024 * 1024;

    // A user measured this on the real service. The documentation has said 10,240 and "unlimited".
    public const int MaxSidePixels = 10_000;

    /// <summary>Whether an image of this encoded size is accepted. A larger one may not fit into memory when it is decoded.</summary>
    public static bool IsAcceptable(SKSizeI encoded) => encoded is { Width: <= MaxSidePixels, Height: <= MaxSidePixels };
}
