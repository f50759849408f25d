using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>From the score of an image to a probability.</summary>
public sealed class ProbabilityCurveTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(5_000)]
    public void Scores_that_tell_two_sorts_apart_give_probabilities_that_do_whatever_their_size(float size)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var chance = new Random(seed);
            var shift = (chance.NextSingle() - 0.5f) * size;
            var labels = Enumerable.Range(0, 16).Select(i => i < 8).ToList();
            float[] scores = [.. labels.Select(label => shift + (label ? size : -size) * (1 + chance.NextSingle() * 0.01f))];

            var curve = ProbabilityCurve.Fit(scores, labels, [.. Enumerable.Range(0, 16)], CancellationToken.None);

            Assert.True(curve.At(shift + size) > 0.8f, $"seed {seed}: {curve}");
            Assert.True(curve.At(shift - size) < 0.2f, $"seed {seed}: {curve}");
        }
    }
}
