using Microsoft.ML;
using Microsoft.ML.Data;

namespace CustomVision.LocalService.Learning;

/// <summary>The counts of a tag's predictions at a threshold.</summary>
internal readonly record struct Confusion(double TruePositives, double FalsePositives, double FalseNegatives)
{
    /// <summary>Null when there are no positive predictions.</summary>
    public double? Precision => TruePositives + FalsePositives > 0 ? TruePositives / (TruePositives + FalsePositives) : null;

    /// <summary>Null when no example has the tag.</summary>
    public double? Recall => TruePositives + FalseNegatives > 0 ? TruePositives / (TruePositives + FalseNegatives) : null;

    public static Confusion operator +(Confusion left, Confusion right) =>
        new(left.TruePositives + right.TruePositives, left.FalsePositives + right.FalsePositives, left.FalseNegatives + right.FalseNegatives);

    public static Confusion[] OfFolds(TagValidation tag, double threshold)
    {
        var ml = new MLContext(seed: 0);
        var byFold = tag.Folds
            .Select((fold, i) => (Fold: fold, Row: new Row(tag.Labels[i], tag.Probabilities[i] >= threshold)))
            .ToLookup(one => one.Fold, one => one.Row);
        return [.. Enumerable.Range(0, byFold.Max(fold => fold.Key) + 1).Select(fold => Of(ml, byFold[(byte)fold]))];
    }

    private static Confusion Of(MLContext ml, IEnumerable<Row> rows)
    {
        // The evaluator for two classes needs rows of both, and a small fold may have rows of one.
        var counts = ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(rows)).ConfusionMatrix.Counts;
        return new Confusion(counts[1][1], counts[0][1], counts[1][0]);
    }

    // The evaluator requires these names and types.
    private sealed class Row(bool label, bool predicted)
    {
        [KeyType(2)]
        public uint Label { get; } = label ? 1u : 0;

        [KeyType(2)]
        public uint PredictedLabel { get; } = predicted ? 1u : 0;

        [VectorType(2)]
        public float[] Score { get; } = predicted ? [0, 1] : [1, 0];
    }
}
