namespace CustomVision.LocalService.Learning;

/// <summary>How probable one tag is for an image.</summary>
internal sealed record TagClassifier(LinearClassifier Classifier, ProbabilityCurve Curve)
{
    public float Probability(ReadOnlySpan<float> features) => Curve.At(Classifier.Score(features));
}
