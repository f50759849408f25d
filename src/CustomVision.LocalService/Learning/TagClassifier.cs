namespace CustomVision.LocalService.Learning;

/// <summary>Predicts the probability of one tag.</summary>
internal sealed record TagClassifier(LinearClassifier Classifier, ProbabilityCurve Curve)
{
    public float Probability(ReadOnlySpan<float> features) => Curve.At(Classifier.Score(features));
}
