using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>What a picture looks like, in numbers: all that the learner gets to see of it.</summary>
/// <remarks>
/// Chosen by measurement among others: <c>bench/LearnBench features</c> compares them. Each part is a group of histograms
/// of its own scale, and all are independent of the picture's size.
/// </remarks>
internal static class PictureFeatures
{
    /// <summary>To be raised whenever the numbers change: models that were made from others must not see these.</summary>
    public const int Version = 1;

    public const int Count = ColourHistogram.Count + GradientHistogram.Count + LocalPatterns.Count;

    /// <summary>Null when the pixels cannot be decoded. Safe to call from several threads.</summary>
    public static float[]? Extract(SKData picture) => Canvas.Draw(picture) is { } canvas ? Extract(canvas) : null;

    public static float[] Extract(Canvas canvas)
    {
        var features = new float[Count];
        var rest = features.AsSpan();
        ColourHistogram.Fill(canvas, rest[..ColourHistogram.Count]);
        rest = rest[ColourHistogram.Count..];
        GradientHistogram.Fill(canvas, rest[..GradientHistogram.Count]);
        rest = rest[GradientHistogram.Count..];
        LocalPatterns.Fill(canvas, rest);
        return features;
    }
}
