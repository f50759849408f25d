using CustomVision.LocalService.Learning;

namespace CustomVision.Benches.Service.Learning;

/// <summary>A way to put an image into numbers.</summary>
internal sealed record Candidate(string Name, Func<Canvas, float[]> Extract)
{
    public static readonly Candidate[] All =
    [
        new("thumbnail 12 x 12", Thumbnail),
        new("colour", canvas => Filled(ColourHistogram.Count, canvas, ColourHistogram.Fill)),
        new("gradients", canvas => Filled(GradientHistogram.Count, canvas, GradientHistogram.Fill)),
        new("patterns", canvas => Filled(LocalPatterns.Count, canvas, LocalPatterns.Fill)),
        new("outlines", canvas => Filled(OutlinePairs.Count, canvas, OutlinePairs.Fill)),
    ];

    private delegate void Filling(Canvas canvas, Span<float> features);

    /// <summary>Those above, what is worth trying together, and what the service uses, which is all of them but the first.</summary>
    public static IEnumerable<Candidate> WithCombinations()
    {
        var (colour, gradients, patterns, outlines) = (All[1], All[2], All[3], All[4]);
        return [.. All, colour + gradients, colour + patterns, gradients + patterns, colour + gradients + patterns, colour + patterns + outlines, new("all four (the service)", ImageFeatures.Extract)];
    }

    public static Candidate operator +(Candidate left, Candidate right) =>
        new($"{left.Name} + {right.Name}", canvas => [.. left.Extract(canvas), .. right.Extract(canvas)]);

    private static float[] Filled(int count, Canvas canvas, Filling fill)
    {
        var features = new float[count];
        fill(canvas, features);
        return features;
    }

    /// <summary>The image itself, very small: what any other way has to beat.</summary>
    private static float[] Thumbnail(Canvas canvas)
    {
        const int side = 12;
        var features = new float[side * side * 3];
        const float share = side * side / (255f * Canvas.Side * Canvas.Side);
        for (var y = 0; y < Canvas.Side; y++)
            for (var x = 0; x < Canvas.Side; x++)
                for (var channel = 0; channel < 3; channel++)
                    features[3 * (y * side / Canvas.Side * side + x * side / Canvas.Side) + channel] += share * canvas.Pixels[4 * (y * Canvas.Side + x) + channel];
        return features;
    }
}
