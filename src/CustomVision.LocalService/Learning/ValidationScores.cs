using System.Runtime.InteropServices;

namespace CustomVision.LocalService.Learning;

/// <summary>One image in the cross-validation.</summary>
/// <param name="Image">The key of the image.</param>
/// <param name="Fold">The fold that the image was held out in, from 0.</param>
/// <param name="Labels">Whether the image has each tag.</param>
/// <param name="Probabilities">The probability of each tag, predicted by a model that was trained without the image.</param>
internal sealed record HeldOut(long Image, byte Fold, bool[] Labels, float[] Probabilities);

/// <summary>The cross-validated probabilities of a model, from which its performance at any threshold is computed.</summary>
/// <param name="images">Every image of the training, each held out once.</param>
internal sealed class ValidationScores(IReadOnlyList<HeldOut> images)
{
    private const int FormatVersion = 2;

    public IReadOnlyList<HeldOut> Images => images;

    /// <param name="threshold">The probability from which a tag is predicted, from 0 to 1.</param>
    public Performance At(double threshold)
    {
        var tagCount = images[0].Labels.Length;
        // By tag and fold.
        var counts = new Confusion[tagCount][];
        for (var tag = 0; tag < tagCount; tag++)
            counts[tag] = new Confusion[images.Max(image => image.Fold) + 1];
        foreach (var image in images)
            for (var tag = 0; tag < tagCount; tag++)
                counts[tag][image.Fold] += Confusion.Of(image.Labels[tag], image.Probabilities[tag] >= threshold);

        var tags = counts.Select((folds, tag) => PrecisionAndRecall.Of(folds, AveragePrecision(tag))).ToArray();
        var overall = Enumerable.Range(0, counts[0].Length).Select(fold => counts.Aggregate(default(Confusion), (sum, folds) => sum + folds[fold]));
        return new Performance(tags, PrecisionAndRecall.Of([.. overall], tags.Average(tag => tag.AveragePrecision)));
    }

    /// <summary>Precision and recall over all tags by threshold.</summary>
    public IReadOnlyList<CurvePoint> Curve() => CurvePoint.Of(
        images.SelectMany(image => image.Probabilities.Zip(image.Labels)), images.Sum(image => image.Labels.Count(hasTag => hasTag)));

    public byte[] ToBytes() => LearningFile.Write(LearningFile.Kind.Scores, FormatVersion, writer =>
    {
        writer.Write(images.Count);
        writer.Write(images.Count > 0 ? images[0].Labels.Length : 0);
        foreach (var (image, fold, labels, probabilities) in images)
        {
            writer.Write(image);
            writer.Write(fold);
            foreach (var label in labels)
                writer.Write(label);
            writer.Write(MemoryMarshal.AsBytes(probabilities.AsSpan()));
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged or not scores.</exception>
    public static ValidationScores FromBytes(byte[] bytes) => LearningFile.Read(LearningFile.Kind.Scores, FormatVersion, bytes, reader =>
    {
        var images = new HeldOut[LearningFile.ReadCount(reader)];
        var tagCount = LearningFile.ReadCount(reader);
        for (var i = 0; i < images.Length; i++)
        {
            var (image, fold) = (reader.ReadInt64(), reader.ReadByte());
            var labels = new bool[tagCount];
            for (var tag = 0; tag < tagCount; tag++)
                labels[tag] = reader.ReadBoolean();
            images[i] = new HeldOut(image, fold, labels, LearningFile.ReadFloats(reader, tagCount));
        }
        return new ValidationScores(images);
    });

    /// <summary>The area under the curve of precision over recall: the mean of the precision at each image that has the tag.</summary>
    private double AveragePrecision(int tag)
    {
        var (all, found, sum) = (0, 0, 0.0);
        // Images with the same probability are predicted together.
        foreach (var group in images.GroupBy(image => image.Probabilities[tag]).OrderByDescending(group => group.Key))
        {
            all += group.Count();
            var positives = group.Count(image => image.Labels[tag]);
            found += positives;
            sum += positives * (double)found / all;
        }
        return found > 0 ? sum / found : 0;
    }
}
