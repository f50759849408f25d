namespace CustomVision.LocalService.Learning;

/// <summary>The performance of a model at a probability threshold.</summary>
/// <param name="Tags">One for each tag, in the order of the tags.</param>
/// <param name="Overall">Over the predictions of all tags. Its average precision is the mean of the tags.</param>
internal sealed record Performance(IReadOnlyList<PrecisionAndRecall> Tags, PrecisionAndRecall Overall);

/// <summary>Precision, recall and average precision, from 0 to 1.</summary>
/// <param name="Precision">True positives among all positive predictions.</param>
/// <param name="PrecisionStdDeviation">The standard deviation over the folds of the cross-validation.</param>
/// <param name="Recall">True positives among all positive examples.</param>
/// <param name="RecallStdDeviation">The standard deviation over the folds of the cross-validation.</param>
/// <param name="AveragePrecision">The area under the curve of precision over recall. It doesn't depend on the threshold.</param>
internal sealed record PrecisionAndRecall(double Precision, double PrecisionStdDeviation, double Recall, double RecallStdDeviation, double AveragePrecision)
{
    // Precision and recall are over all examples, which is more stable than the mean of small folds. The deviations are over the
    // folds, without those in which the value is undefined.
    public static PrecisionAndRecall Of(Confusion[] folds, double averagePrecision)
    {
        var all = folds.Aggregate(default(Confusion), (sum, fold) => sum + fold);
        // Without positive predictions the precision is 0, as in ML.NET and scikit-learn. With 1, a model without predictions would
        // look perfect.
        return new PrecisionAndRecall(
            all.Precision ?? 0,
            Deviation(folds.Select(fold => fold.Precision)),
            all.Recall ?? 0,
            Deviation(folds.Select(fold => fold.Recall)),
            averagePrecision);
    }

    private static double Deviation(IEnumerable<double?> figures)
    {
        var known = figures.OfType<double>().ToArray();
        if (known.Length == 0)
            return 0;
        var mean = known.Average();
        return Math.Sqrt(known.Average(figure => (figure - mean) * (figure - mean)));
    }
}

/// <summary>The counts of a tag's predictions at a threshold.</summary>
internal readonly record struct Confusion(int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Null when there are no positive predictions.</summary>
    public double? Precision => TruePositives + FalsePositives > 0 ? TruePositives / (double)(TruePositives + FalsePositives) : null;

    /// <summary>Null when no example has the tag.</summary>
    public double? Recall => TruePositives + FalseNegatives > 0 ? TruePositives / (double)(TruePositives + FalseNegatives) : null;

    public static Confusion Of(bool hasTag, bool isPredicted) =>
        new(hasTag && isPredicted ? 1 : 0, !hasTag && isPredicted ? 1 : 0, hasTag && !isPredicted ? 1 : 0);

    public static Confusion operator +(Confusion left, Confusion right) =>
        new(left.TruePositives + right.TruePositives, left.FalsePositives + right.FalsePositives, left.FalseNegatives + right.FalseNegatives);
}
