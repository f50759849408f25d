using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>What an image looks like, in numbers: all that the learner gets to see of it.</summary>
/// <remarks>
/// Chosen by measurement: <c>bench/LearnBench features</c>. Each part is best at something, colours, directions, surfaces or
/// outlines, and is near chance at something else; the four together are the only ones that were good at all of these.
/// </remarks>
internal static class ImageFeatures
{
    /// <summary>To be raised whenever the numbers change: models that were made from others must not see these.</summary>
    public const int Version = 1;

    public const int Count = ColourHistogram.Count + GradientHistogram.Count + LocalPatterns.Count + OutlinePairs.Count;

    /// <summary>Null when the pixels cannot be decoded. Safe to call from several threads.</summary>
    public static float[]? Extract(SKData image) => Canvas.Draw(image) is { } canvas ? Extract(canvas) : null;

    public static float[] Extract(Canvas canvas)
    {
        var features = new float[Count];
        var rest = features.AsSpan();
        ColourHistogram.Fill(canvas, Next(ref rest, ColourHistogram.Count));
        GradientHistogram.Fill(canvas, Next(ref rest, GradientHistogram.Count));
        LocalPatterns.Fill(canvas, Next(ref rest, LocalPatterns.Count));
        OutlinePairs.Fill(canvas, Next(ref rest, OutlinePairs.Count));
        return features;
    }

    private static Span<float> Next(ref Span<float> rest, int count)
    {
        var next = rest[..count];
        rest = rest[count..];
        return next;
    }
}
