using Microsoft.ML;
using Microsoft.ML.Data;

namespace CustomVision.LocalService.Learning;

/// <summary>How often a tag was predicted rightly, wrongly, and not though it should have been.</summary>
internal readonly record struct Confusion(double Right, double Wrong, double Missed)
{
    /// <summary>Null when nothing was predicted.</summary>
    public double? Precision => Right + Wrong > 0 ? Right / (Right + Wrong) : null;

    /// <summary>Null when there was nothing to predict.</summary>
    public double? Recall => Right + Missed > 0 ? Right / (Right + Missed) : null;

    public static Confusion operator +(Confusion left, Confusion right) =>
        new(left.Right + right.Right, left.Wrong + right.Wrong, left.Missed + right.Missed);

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
        // The evaluator for two classes refuses rows that are all of one, which a small fold may have.
        var counts = ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(rows)).ConfusionMatrix.Counts;
        return new Confusion(counts[1][1], counts[0][1], counts[1][0]);
    }

    // Names and types are those that the evaluator looks for.
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
