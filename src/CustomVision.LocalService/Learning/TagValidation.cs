namespace CustomVision.LocalService.Learning;

/// <summary>The cross-validation of one tag. Each list has one entry for each example, in the same order.</summary>
/// <param name="Folds">The fold that the example was held out in.</param>
/// <param name="Labels">Whether the example has the tag.</param>
/// <param name="Probabilities">The probability of the tag, predicted without the example.</param>
internal sealed record TagValidation(byte[] Folds, bool[] Labels, float[] Probabilities);
