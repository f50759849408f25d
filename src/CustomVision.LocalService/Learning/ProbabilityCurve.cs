using Microsoft.ML;
using Microsoft.ML.Calibrators;

namespace CustomVision.LocalService.Learning;

/// <summary>What probability a score stands for: 1 / (1 + exp(-(slope * score + offset))).</summary>
/// <param name="Slope">Never below 0: a higher score is never less probable.</param>
internal sealed record ProbabilityCurve(float Slope, float Offset)
{
    public float At(float score) => 1f / (1f + MathF.Exp(-(Slope * score + Offset)));

    /// <summary>Platt's fit, which never gets quite to 0 or 1: the fewer examples, the more it stays in between.</summary>
    /// <param name="chosen">Which of the examples to fit to.</param>
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

        // Scores that point the wrong way were no better than chance. Then only how frequent the tag is says anything.
        return curve.Slope > 0 && float.IsFinite(curve.Slope) && float.IsFinite(curve.Offset) ? curve : Flat(with, chosen.Length);
    }

    /// <summary>The share of the tag, with one more example of either sort, as none is ever certain.</summary>
    private static ProbabilityCurve Flat(int with, int all) => new(0, MathF.Log((with + 1f) / (all - with + 1f)));

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }
    }
}
