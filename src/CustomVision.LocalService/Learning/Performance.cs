namespace CustomVision.LocalService.Learning;

/// <summary>The performance of a model at a probability threshold.</summary>
/// <param name="Tags">One for each tag, in the order of the tags.</param>
/// <param name="Overall">Over the predictions of all tags.</param>
internal sealed record Performance(IReadOnlyList<PrecisionAndRecall> Tags, PrecisionAndRecall Overall);

/// <summary>Precision and recall, from 0 to 1.</summary>
/// <param name="Precision">True positives among all positive predictions.</param>
/// <param name="PrecisionStdDeviation">The standard deviation over the folds of the cross-validation.</param>
/// <param name="Recall">True positives among all positive examples.</param>
/// <param name="RecallStdDeviation">The standard deviation over the folds of the cross-validation.</param>
internal sealed record PrecisionAndRecall(double Precision, double PrecisionStdDeviation, double Recall, double RecallStdDeviation);
