namespace CustomVision.LocalService.Learning;

/// <summary>What the cross-validation found for one tag, in the same order in all three: one entry for each example.</summary>
/// <param name="Folds">The part it was held out in.</param>
/// <param name="Labels">Whether it has the tag.</param>
/// <param name="Probabilities">Of the tag, as predicted without having seen the example.</param>
internal sealed record TagValidation(byte[] Folds, bool[] Labels, float[] Probabilities);
