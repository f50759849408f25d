namespace CustomVision.LocalService.Learning;

/// <summary>Predicts the probability of each tag. Thread-safe.</summary>
/// <remarks>It holds weights and curves only, so that a prediction doesn't load the training library.</remarks>
internal sealed class TrainedModel
{
    private const int FormatVersion = 1;

    private readonly TagClassifier[] tags;

    public TrainedModel(IReadOnlyList<TagClassifier> tags) => this.tags = [.. tags];

    public int TagCount => tags.Length;

    /// <summary>The probability of each tag, from 0 to 1. Their sum need not be 1.</summary>
    /// <param name="features">The features that <see cref="FeatureExtractor"/> extracts.</param>
    public float[] Predict(float[] features)
    {
        if (tags.Length > 0 && features.Length != tags[0].Classifier.Weights.Length)
            throw new ArgumentException($"The image has {features.Length} features instead of {tags[0].Classifier.Weights.Length}.", nameof(features));
        return Array.ConvertAll(tags, tag => tag.Probability(features));
    }

    public byte[] ToBytes() => LearningFile.Write(LearningFile.Kind.Model, FormatVersion, writer =>
    {
        writer.Write(FeatureExtractor.Version);
        writer.Write(FeatureExtractor.Count);
        writer.Write(tags.Length);
        foreach (var tag in tags)
        {
            foreach (var weight in tag.Classifier.Weights)
                writer.Write(weight);
            writer.Write(tag.Classifier.Bias);
            writer.Write(tag.Curve.Slope);
            writer.Write(tag.Curve.Offset);
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, not a model, or made for other features.</exception>
    public static TrainedModel FromBytes(byte[] bytes) => LearningFile.Read(LearningFile.Kind.Model, FormatVersion, bytes, reader =>
    {
        if (reader.ReadInt32() != FeatureExtractor.Version || reader.ReadInt32() != FeatureExtractor.Count)
            throw new InvalidDataException("The model was trained by another version of the service. Train again.");
        var tags = new TagClassifier[LearningFile.ReadCount(reader)];
        for (var tag = 0; tag < tags.Length; tag++)
        {
            var weights = new float[FeatureExtractor.Count];
            for (var i = 0; i < weights.Length; i++)
                weights[i] = reader.ReadSingle();
            tags[tag] = new TagClassifier(
                new LinearClassifier(weights, reader.ReadSingle()),
                new ProbabilityCurve(reader.ReadSingle(), reader.ReadSingle()));
        }
        return new TrainedModel(tags);
    });
}
