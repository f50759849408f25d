using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning;

/// <summary>Converts the scores of a linear head so that its probabilities are about as often right as they say.</summary>
/// <param name="Slopes">One for each tag. At least 0, so that a higher score is never less probable.</param>
/// <param name="Offsets">One for each tag.</param>
internal sealed record Calibration(float[] Slopes, float[] Offsets)
{
    private const double MaxTemperature = 64;

    public void Apply(float[] scores) => TensorPrimitives.MultiplyAdd(scores, Slopes, Offsets, scores);

    /// <summary>Fits scores of examples that the head was trained without. The fewer examples, the farther the probabilities stay from 0 and 1.</summary>
    /// <param name="targets">For each example, 1 for each of its tags and otherwise 0; with softmax, they add up to 1.</param>
    /// <param name="chosen">The indexes of the examples to fit.</param>
    /// <returns>The calibration, and the mean cross-entropy of the chosen examples with it.</returns>
    public static (Calibration Calibration, double Loss) Fit(HeadKind kind, float[][] scores, float[][] targets, int[] chosen) =>
        kind == HeadKind.Softmax ? FitTemperature(scores, targets, chosen) : FitCurves(scores, targets, chosen);

    /// <summary>
    /// Temperature scaling, between the frequencies of the tags (0), the scores as they are (1) and more certain ones. It has one
    /// parameter, because few examples can't tell more.
    /// </summary>
    private static (Calibration, double) FitTemperature(float[][] scores, float[][] targets, int[] chosen)
    {
        var tagCount = targets[0].Length;
        var frequencies = new float[tagCount];
        foreach (var i in chosen)
            TensorPrimitives.Add(frequencies, targets[i], frequencies);
        var prior = Array.ConvertAll(frequencies, frequency => MathF.Log((frequency + 1) / (chosen.Length + tagCount)));

        // Targets of 0 and 1 would make a head that is always right infinitely certain, as in Platt scaling.
        var smoothed = chosen.Length / (chosen.Length + 2f);
        var rest = (1 - smoothed) / tagCount;
        var soft = Array.ConvertAll(chosen, i => Array.ConvertAll(targets[i], target => smoothed * target + rest));
        var converted = new float[tagCount];

        // The loss is convex in the temperature.
        var high = 1.0;
        while (high < MaxTemperature && Loss(2 * high) < Loss(high))
            high *= 2;
        var (from, to) = (0.0, 2 * high);
        for (var i = 0; i < 40; i++)
        {
            var (one, other) = (from + 0.382 * (to - from), from + 0.618 * (to - from));
            if (Loss(one) <= Loss(other))
                to = other;
            else
                from = one;
        }
        var temperature = (from + to) / 2;
        var calibration = At(temperature);
        return (calibration, Loss(temperature) / chosen.Length);

        Calibration At(double temperature) => new(
            [.. Enumerable.Repeat((float)temperature, tagCount)], Array.ConvertAll(prior, log => (float)(1 - temperature) * log));

        double Loss(double temperature)
        {
            var calibration = At(temperature);
            var loss = 0.0;
            for (var i = 0; i < chosen.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(scores[chosen[i]], calibration.Slopes, calibration.Offsets, converted);
                var highest = TensorPrimitives.Max<float>(converted);
                loss -= TensorPrimitives.Dot<float>(converted, soft[i]);
                TensorPrimitives.Subtract(converted, highest, converted);
                TensorPrimitives.Exp(converted, converted);
                loss += highest + Math.Log(TensorPrimitives.Sum<float>(converted));
            }
            return loss;
        }
    }

    private static (Calibration, double) FitCurves(float[][] scores, float[][] targets, int[] chosen)
    {
        var tagCount = targets[0].Length;
        var calibration = new Calibration(new float[tagCount], new float[tagCount]);
        var sum = 0.0;
        for (var tag = 0; tag < tagCount; tag++)
        {
            var ofTag = Array.ConvertAll(chosen, i => (double)scores[i][tag]);
            var labels = Array.ConvertAll(chosen, i => targets[i][tag] > 0);
            (var slope, var offset, var loss) = PlattScaling.Fit(ofTag, labels);
            (calibration.Slopes[tag], calibration.Offsets[tag]) = ((float)slope, (float)offset);
            sum += loss;
        }
        return (calibration, sum / chosen.Length);
    }
}
