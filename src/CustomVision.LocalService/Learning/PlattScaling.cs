namespace CustomVision.LocalService.Learning;

/// <summary>Fits 1 / (1 + exp(-(slope * score + offset))) to the scores of examples with and without a tag.</summary>
internal static class PlattScaling
{
    private const int MostIterations = 100;
    private const double LeastGain = 1e-10;

    /// <returns>The slope, which is at least 0, the offset, and the sum of the cross-entropies.</returns>
    public static (double Slope, double Offset, double Loss) Fit(double[] scores, bool[] labels)
    {
        var positives = labels.Count(label => label);
        var negatives = labels.Length - positives;
        // The frequency of the tag, with one more positive and negative example each (Laplace smoothing).
        var (slope, offset) = (0.0, Math.Log((positives + 1.0) / (negatives + 1.0)));
        // Platt's targets: few examples are no reason to be certain.
        var (high, low) = ((positives + 1.0) / (positives + 2.0), 1 / (negatives + 2.0));
        var flat = (slope, offset, Loss: LossAt(slope, offset));
        if (positives == 0 || negatives == 0)
            return flat;

        // Newton's method, halving steps that go too far.
        var loss = flat.Loss;
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            double gradientSlope = 0, gradientOffset = 0, slopeSlope = 0, slopeOffset = 0, offsetOffset = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                var probability = 1 / (1 + Math.Exp(-(slope * scores[i] + offset)));
                var error = probability - (labels[i] ? high : low);
                var weight = Math.Max(1e-12, probability * (1 - probability));
                gradientSlope += error * scores[i];
                gradientOffset += error;
                slopeSlope += weight * scores[i] * scores[i];
                slopeOffset += weight * scores[i];
                offsetOffset += weight;
            }
            var determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
            // All scores are equal.
            if (!(determinant > 1e-12 * slopeSlope * offsetOffset))
                break;
            var stepSlope = (offsetOffset * gradientSlope - slopeOffset * gradientOffset) / determinant;
            var stepOffset = (slopeSlope * gradientOffset - slopeOffset * gradientSlope) / determinant;

            var length = 1.0;
            var next = LossAt(slope - stepSlope, offset - stepOffset);
            for (; next > loss && length > 1e-6; next = LossAt(slope - length * stepSlope, offset - length * stepOffset))
                length /= 2;
            if (!(next < loss))
                break;
            (slope, offset) = (slope - length * stepSlope, offset - length * stepOffset);
            var gain = loss - next;
            loss = next;
            if (gain < LeastGain)
                break;
        }
        // With a negative slope the scores are no better than chance.
        return slope > 0 && double.IsFinite(slope) && double.IsFinite(offset) ? (slope, offset, loss) : flat;

        double LossAt(double slope, double offset)
        {
            var sum = 0.0;
            for (var i = 0; i < scores.Length; i++)
            {
                var score = slope * scores[i] + offset;
                sum += Math.Max(score, 0) - score * (labels[i] ? high : low) + Math.Log(1 + Math.Exp(-Math.Abs(score)));
            }
            return sum;
        }
    }
}
