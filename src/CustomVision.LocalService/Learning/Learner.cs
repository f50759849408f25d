using System.Security.Cryptography;

namespace CustomVision.LocalService.Learning;

/// <summary>Makes a model out of tagged images, and finds out how good it is.</summary>
/// <remarks>
/// Tags do not exclude each other: each is learned by itself, as yes or no. The same examples give the same result to the
/// last bit, in whatever order they and their tags come: there is no chance in it, and one thread does all.
/// </remarks>
internal static class Learner
{
    /// <exception cref="OperationCanceledException">Soon after the token was cancelled.</exception>
    public static TrainingResult Train(IReadOnlyList<Example> examples, int tagCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(examples.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(tagCount, 1);
        if (examples.Any(example => example.Tags.Any(tag => tag < 0 || tag >= tagCount)))
            throw new ArgumentException("An example has a tag that does not exist.", nameof(examples));
        if (examples.Any(example => example.Features.Length != examples[0].Features.Length))
            throw new ArgumentException("The examples do not all have the same features.", nameof(examples));

        var ordered = InOrder(examples, tagCount);
        var classifiers = new TagClassifier[tagCount];
        var validations = new TagValidation[tagCount];
        for (var tag = 0; tag < tagCount; tag++)
            (classifiers[tag], validations[tag]) = TrainTag(ordered, tag, cancellationToken);
        return new TrainingResult(new TrainedModel(classifiers), new ValidationScores(validations));
    }

    private static (TagClassifier, TagValidation) TrainTag(List<Example> examples, int tag, CancellationToken cancellationToken)
    {
        var features = examples.ConvertAll(example => example.Features);
        var labels = examples.ConvertAll(example => example.Tags.Contains(tag));
        var folds = Folds.Deal(examples, tag);
        var all = Enumerable.Range(0, examples.Count).ToArray();

        // Each example is scored by a classifier that has not seen it: what it says of the example is what it would say of
        // a new image.
        var scores = new float[examples.Count];
        var foldCount = folds.Max() + 1;
        for (var fold = 0; fold < foldCount; fold++)
        {
            var classifier = LinearClassifier.Train(features, labels, all.Where(i => folds[i] != fold).ToArray(), cancellationToken);
            foreach (var i in all.Where(i => folds[i] == fold))
                scores[i] = classifier.Score(features[i]);
        }

        // For the same reason a probability comes from a curve that was fitted to the other folds.
        var probabilities = new float[examples.Count];
        for (var fold = 0; fold < foldCount; fold++)
        {
            var curve = ProbabilityCurve.Fit(scores, labels, all.Where(i => folds[i] != fold).ToArray(), cancellationToken);
            foreach (var i in all.Where(i => folds[i] == fold))
                probabilities[i] = curve.At(scores[i]);
        }

        var whole = new TagClassifier(
            LinearClassifier.Train(features, labels, all, cancellationToken),
            ProbabilityCurve.Fit(scores, labels, all, cancellationToken));
        return (whole, new TagValidation(folds, [.. labels], probabilities));
    }

    /// <summary>By tags, then by content: an order that the caller's does not show in, with like beside like for <see cref="Folds"/>.</summary>
    private static List<Example> InOrder(IReadOnlyList<Example> examples, int tagCount)
    {
        var byContent = examples
            .Select(example => (Example: example, Tags: example.Tags.Distinct().ToArray(), Hash: Convert.ToHexString(example.Sha256)))
            .OrderBy(one => one.Hash, StringComparer.Ordinal)
            .ToList();

        // What number a tag has depends on when it was made. What it is on does not.
        var contents = Enumerable.Range(0, tagCount).Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256)).ToArray();
        foreach (var (example, tags, _) in byContent)
            foreach (var tag in tags)
                contents[tag].AppendData(example.Sha256);
        var names = Array.ConvertAll(contents, content => Convert.ToHexString(content.GetHashAndReset()));
        foreach (var content in contents)
            content.Dispose();

        return [.. byContent
            .OrderBy(one => string.Join(',', one.Tags.Select(tag => names[tag]).Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .Select(one => one.Example)];
    }
}
