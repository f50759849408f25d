using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>Extracts the feature vector of an image, the only input of the learner.</summary>
/// <remarks>
/// Chosen by measurement: <c>bench/ServiceBench features</c>. Colours, directions, surfaces and outlines each need a part of their own,
/// and only the four parts together were good at all of them.
/// </remarks>
internal static class FeatureExtractor
{
    /// <summary>Increase it when the features change: a model can't use features of another version.</summary>
    public const int Version = 1;

    public const int Count = ColourHistogram.Count + GradientHistogram.Count + LocalPatterns.Count + PairwiseHistogram.Count;

    /// <summary>Null when the pixels can't be decoded. Thread-safe.</summary>
    public static float[]? Extract(SKData image) => NormalizedImage.Decode(image) is { } normalized ? Extract(normalized) : null;

    public static float[] Extract(NormalizedImage normalized)
    {
        var features = new float[Count];
        var rest = features.AsSpan();
        ColourHistogram.Fill(normalized, Next(ref rest, ColourHistogram.Count));
        GradientHistogram.Fill(normalized, Next(ref rest, GradientHistogram.Count));
        LocalPatterns.Fill(normalized, Next(ref rest, LocalPatterns.Count));
        PairwiseHistogram.Fill(normalized, Next(ref rest, PairwiseHistogram.Count));
        return features;
    }

    private static Span<float> Next(ref Span<float> rest, int count)
    {
        var next = rest[..count];
        rest = rest[count..];
        return next;
    }
}
