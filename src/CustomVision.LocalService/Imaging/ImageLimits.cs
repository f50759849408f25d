using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>The limits of an image.</summary>
internal static class ImageLimits
{
    public const int MaxBytes = 6 * 1024 * 1024;

    // A user measured this on the real service. The documentation has said 10,240 and "unlimited".
    public const int MaxSidePixels = 10_000;

    // As documented for the real service.
    public const int MaxAspectRatio = 25;

    /// <summary>Whether one side of an image is more than 25 times as long as the other. Uploads and predictions refuse it.</summary>
    public static bool IsTooNarrow(SKSizeI size) => Math.Max(size.Width, size.Height) > (long)MaxAspectRatio * Math.Min(size.Width, size.Height);

    /// <summary>Whether an image of this encoded size is accepted. A larger one may not fit into memory when it is decoded.</summary>
    public static bool IsAcceptable(SKSizeI encoded) => encoded is { Width: <= MaxSidePixels, Height: <= MaxSidePixels };
}
