using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>From the score of an image to a probability.</summary>
public sealed class PlattScalingTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(5_000)]
    public void Scores_that_tell_two_sorts_apart_give_probabilities_that_do_whatever_their_size(double size)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var chance = new Random(seed);
            var shift = (chance.NextDouble() - 0.5) * size;
            bool[] labels = [.. Enumerable.Range(0, 16).Select(i => i < 8)];
            double[] scores = [.. labels.Select(label => shift + (label ? size : -size) * (1 + chance.NextDouble() * 0.01))];

            var (slope, offset, _) = PlattScaling.Fit(scores, labels);

            Assert.True(At(shift + size) > 0.8, $"seed {seed}: {slope}, {offset}");
            Assert.True(At(shift - size) < 0.2, $"seed {seed}: {slope}, {offset}");

            double At(double score) => 1 / (1 + Math.Exp(-(slope * score + offset)));
        }
    }

    [Fact]
    public void Scores_that_tell_the_opposite_or_nothing_give_the_frequency()
    {
        foreach (var scores in new double[][] { [0, 0, 1, 1, 1, 1], [7, 7, 7, 7, 7, 7] })
        {
            var (slope, offset, _) = PlattScaling.Fit(scores, [true, true, false, false, false, false]);

            Assert.Equal((0, Math.Log(3 / 5.0)), (slope, offset));
        }
    }
}
