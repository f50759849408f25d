using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>The curves, which are counted in one pass, against the performance at each threshold.</summary>
public sealed class CurveTests
{
    private static readonly float[] Edges = [0, 0.05f, 0.1f, 0.15f, 0.3f, 0.35f, 0.55f, 0.6f, 0.7f, 0.9f, 0.95f, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_point_of_a_classification_is_its_performance_at_that_threshold(int seed)
    {
        var random = new Random(seed);
        var scores = new ValidationScores([.. Enumerable.Range(0, 40).Select(image => new HeldOut(
            image, (byte)(image % 3), [.. Enumerable.Range(0, 3).Select(_ => random.Next(2) == 0)], [.. Enumerable.Range(0, 3).Select(_ => Drawn(random))]))]);

        AssertSame(scores.Curve(), scores.At);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_point_of_a_detection_is_its_performance_at_that_threshold(int seed)
    {
        var random = new Random(seed);
        var scores = new DetectionScores([.. Enumerable.Range(0, 20).Select(image => new HeldOutImage(
            image,
            (byte)(image % 3),
            [.. Enumerable.Range(0, random.Next(4)).Select(_ => new TaggedBox(random.Next(2), Box()))],
            [.. Enumerable.Range(0, random.Next(8)).Select(_ => new Detection(random.Next(2), Drawn(random), Box()))]))]);

        AssertSame(scores.Curve(0.3), threshold => scores.At(2, threshold, 0.3));

        Box Box() => new(random.Next(3) * 0.1f, 0, 0.5f, 0.5f);
    }

    private static float Drawn(Random random) => random.Next(3) == 0 ? Edges[random.Next(Edges.Length)] : random.NextSingle();

    private static void AssertSame(IReadOnlyList<CurvePoint> curve, Func<double, Performance> at)
    {
        Assert.Equal(Enumerable.Range(1, 19).Select(step => step / 20.0), curve.Select(point => point.Threshold));
        foreach (var (threshold, precision, recall) in curve)
        {
            var overall = at(threshold).Overall;
            Assert.Equal(overall.Precision, precision, 1e-12);
            Assert.Equal(overall.Recall, recall, 1e-12);
        }
    }
}
