using System.Security.Cryptography;

namespace CustomVision.LocalService.Learning;

/// <summary>Trains a model from tagged images and cross-validates it.</summary>
/// <remarks>
/// Each tag has a binary classifier of its own, because an image can have several tags. Training is deterministic: the same examples
/// give the same bits, whatever the order of examples and tags. It uses no random numbers and one thread.
/// </remarks>
internal static class Learner
{
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static TrainingResult Train(IReadOnlyList<Example> examples, int tagCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(examples.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(tagCount, 1);
        if (examples.Any(example => example.Tags.Any(tag => tag < 0 || tag >= tagCount)))
            throw new ArgumentException("An example has a tag index that is out of range.", nameof(examples));
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

        // Each example is scored by a classifier that was trained without it, as a new image would be.
        var scores = new float[examples.Count];
        var foldCount = folds.Max() + 1;
        for (var fold = 0; fold < foldCount; fold++)
        {
            var classifier = LinearClassifier.Train(features, labels, all.Where(i => folds[i] != fold).ToArray(), cancellationToken);
            foreach (var i in all.Where(i => folds[i] == fold))
                scores[i] = classifier.Score(features[i]);
        }

        // The probability curve is fitted without the example, too.
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

    /// <summary>Sorts by tags and then by content, so that the order of the caller doesn't matter and <see cref="Folds"/> finds similar images together.</summary>
    public static List<Example> InOrder(IReadOnlyList<Example> examples, int tagCount)
    {
        var byContent = examples
            .Select(example => (Example: example, Tags: example.Tags.Distinct().ToArray(), Hash: Convert.ToHexString(example.Sha256)))
            .OrderBy(one => one.Hash, StringComparer.Ordinal)
            .ToList();

        // The index of a tag depends on when it was created. The images that have it don't.
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
