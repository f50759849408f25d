using CustomVision.LocalService.Learning;

namespace CustomVision.Benches.Service.Learning;

/// <summary>A way to put an image into numbers.</summary>
internal sealed record Candidate(string Name, Func<NormalizedImage, float[]> Extract)
{
    public static readonly Candidate[] All =
    [
        new("thumbnail 12 x 12", Thumbnail),
        new("colour", image => Filled(ColourHistogram.Count, image, ColourHistogram.Fill)),
        new("gradients", image => Filled(GradientHistogram.Count, image, GradientHistogram.Fill)),
        new("patterns", image => Filled(LocalPatterns.Count, image, LocalPatterns.Fill)),
        new("outlines", image => Filled(PairwiseHistogram.Count, image, PairwiseHistogram.Fill)),
    ];

    private delegate void Filling(NormalizedImage image, Span<float> features);

    /// <summary>Those above, what is worth trying together, and what the service uses, which is all of them but the first.</summary>
    public static IEnumerable<Candidate> WithCombinations()
    {
        var (colour, gradients, patterns, outlines) = (All[1], All[2], All[3], All[4]);
        return [.. All, colour + gradients, colour + patterns, gradients + patterns, colour + gradients + patterns, colour + patterns + outlines, new("all four (the service)", FeatureExtractor.Extract)];
    }

    public static Candidate operator +(Candidate left, Candidate right) =>
        new($"{left.Name} + {right.Name}", image => [.. left.Extract(image), .. right.Extract(image)]);

    private static float[] Filled(int count, NormalizedImage image, Filling fill)
    {
        var features = new float[count];
        fill(image, features);
        return features;
    }

    /// <summary>The image itself, very small: what any other way has to beat.</summary>
    private static float[] Thumbnail(NormalizedImage image)
    {
        const int side = 12;
        var features = new float[side * side * 3];
        const float share = side * side / (255f * NormalizedImage.Side * NormalizedImage.Side);
        for (var y = 0; y < NormalizedImage.Side; y++)
            for (var x = 0; x < NormalizedImage.Side; x++)
                for (var channel = 0; channel < 3; channel++)
                    features[3 * (y * side / NormalizedImage.Side * side + x * side / NormalizedImage.Side) + channel] += share * image.Pixels[4 * (y * NormalizedImage.Side + x) + channel];
        return features;
    }
}
