using Microsoft.ML;
using Microsoft.ML.Calibrators;

namespace CustomVision.LocalService.Learning;

/// <summary>Converts a score to a probability: 1 / (1 + exp(-(slope * score + offset))).</summary>
/// <param name="Slope">At least 0, so that a higher score is never less probable.</param>
internal sealed record ProbabilityCurve(float Slope, float Offset)
{
    public float At(float score) => 1f / (1f + MathF.Exp(-(Slope * score + Offset)));

    /// <summary>Platt scaling. The fewer examples, the farther the probabilities stay from 0 and 1.</summary>
    /// <param name="chosen">The indexes of the examples to fit.</param>
    public static ProbabilityCurve Fit(float[] scores, List<bool> labels, int[] chosen, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var with = chosen.Count(i => labels[i]);
        if (with == 0 || with == chosen.Length)
            return Flat(with, chosen.Length);

        var ml = new MLContext(seed: 0);
        var rows = Array.ConvertAll(chosen, i => new Row { Label = labels[i], Score = scores[i] });
        var fitted = (ISingleFeaturePredictionTransformer<PlattCalibrator>)ml.BinaryClassification.Calibrators
            .Platt(nameof(Row.Label), nameof(Row.Score))
            .Fit(ml.Data.LoadFromEnumerable(rows));
        var curve = new ProbabilityCurve((float)-fitted.Model.Slope, (float)-fitted.Model.Offset);

        // With a negative slope the scores are no better than chance. The frequency of the tag is used instead.
        return curve.Slope > 0 && float.IsFinite(curve.Slope) && float.IsFinite(curve.Offset) ? curve : Flat(with, chosen.Length);
    }

    /// <summary>The frequency of the tag, with one more positive and negative example each (Laplace smoothing).</summary>
    private static ProbabilityCurve Flat(int with, int all) => new(0, MathF.Log((with + 1f) / (all - with + 1f)));

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }
    }
}
