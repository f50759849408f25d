namespace CustomVision.LocalService.Learning;

/// <summary>How good a model is when a tag counts as predicted from a certain probability on.</summary>
/// <param name="Tags">By the index of the tag.</param>
/// <param name="Overall">All predictions of all tags taken together.</param>
internal sealed record Performance(IReadOnlyList<PrecisionAndRecall> Tags, PrecisionAndRecall Overall);

/// <summary>All from 0 to 1.</summary>
/// <param name="Precision">Of the predicted, the share that was right.</param>
/// <param name="PrecisionStdDeviation">Over the parts of the cross-validation.</param>
/// <param name="Recall">Of what should have been predicted, the share that was.</param>
/// <param name="RecallStdDeviation">Over the parts of the cross-validation.</param>
internal sealed record PrecisionAndRecall(double Precision, double PrecisionStdDeviation, double Recall, double RecallStdDeviation);
