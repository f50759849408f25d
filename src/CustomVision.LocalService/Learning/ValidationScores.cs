namespace CustomVision.LocalService.Learning;

/// <summary>The cross-validated probabilities of a model, from which its performance at any threshold is computed.</summary>
internal sealed class ValidationScores
{
    private const int FormatVersion = 1;

    private readonly TagValidation[] tags;

    public ValidationScores(IReadOnlyList<TagValidation> tags) => this.tags = [.. tags];

    public IReadOnlyList<TagValidation> Tags => tags;

    /// <param name="threshold">The probability from which a tag is predicted, from 0 to 1.</param>
    public Performance At(double threshold)
    {
        var counts = Array.ConvertAll(tags, tag => Confusion.OfFolds(tag, threshold));
        var foldCount = counts.Max(folds => folds.Length);
        var overall = Enumerable.Range(0, foldCount)
            .Select(fold => counts.Where(folds => fold < folds.Length).Aggregate(default(Confusion), (sum, folds) => sum + folds[fold]));
        return new Performance(Array.ConvertAll(counts, Summarise), Summarise([.. overall]));
    }

    public byte[] ToBytes() => LearningFile.Write(LearningFile.Kind.Scores, FormatVersion, writer =>
    {
        writer.Write(tags.Length);
        foreach (var (folds, labels, probabilities) in tags)
        {
            writer.Write(folds.Length);
            writer.Write(folds);
            foreach (var label in labels)
                writer.Write(label);
            foreach (var probability in probabilities)
                writer.Write(probability);
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged or not scores.</exception>
    public static ValidationScores FromBytes(byte[] bytes) => LearningFile.Read(LearningFile.Kind.Scores, FormatVersion, bytes, reader =>
    {
        var tags = new TagValidation[LearningFile.ReadCount(reader)];
        for (var tag = 0; tag < tags.Length; tag++)
        {
            var folds = reader.ReadBytes(LearningFile.ReadCount(reader));
            var labels = new bool[folds.Length];
            for (var i = 0; i < labels.Length; i++)
                labels[i] = reader.ReadBoolean();
            var probabilities = new float[folds.Length];
            for (var i = 0; i < probabilities.Length; i++)
                probabilities[i] = reader.ReadSingle();
            tags[tag] = new TagValidation(folds, labels, probabilities);
        }
        return new ValidationScores(tags);
    });

    // Precision and recall are over all examples, which is more stable than the mean of small folds. The deviations are over the
    // folds, without those in which the value is undefined.
    private static PrecisionAndRecall Summarise(Confusion[] folds)
    {
        var all = folds.Aggregate(default(Confusion), (sum, fold) => sum + fold);
        // Without positive predictions the precision is 0, as in ML.NET and scikit-learn. With 1, a model without predictions would
        // look perfect.
        return new PrecisionAndRecall(
            all.Precision ?? 0,
            Deviation(folds.Select(fold => fold.Precision)),
            all.Recall ?? 0,
            Deviation(folds.Select(fold => fold.Recall)));
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
