using System.Numerics.Tensors;
using System.Security.Cryptography;

namespace CustomVision.LocalService.Learning;

internal sealed record TrainingResult(TrainedModel Model, ValidationScores Scores)
{
    public StoredTraining ToStored() => new(Model.ToBytes(), Scores.ToBytes());
}

/// <summary>The result of a training, as it is stored.</summary>
internal sealed record StoredTraining(byte[] Model, byte[] Scores);

/// <summary>Trains a model from tagged images and cross-validates it.</summary>
/// <remarks>
/// Training is deterministic: on one machine, the same examples give the same bits, whatever the order of examples and tags. It uses no
/// random numbers and one thread.
/// </remarks>
internal static class Learner
{
    // From strong to weak. The features have a mean square length of 1.
    private static readonly float[] Regularizations = [3f, 1f, 0.3f, 0.1f, 0.03f, 0.01f];

    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static TrainingResult Train(IReadOnlyList<Example> examples, int tagCount, HeadKind kind, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(examples.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(tagCount, 1);
        if (examples.Any(example => example.Tags.Any(tag => tag < 0 || tag >= tagCount)))
            throw new ArgumentException("An example has a tag index that is out of range.", nameof(examples));
        if (examples.Any(example => example.Features.Length != FeatureExtractor.Count))
            throw new ArgumentException($"An example doesn't have {FeatureExtractor.Count} features.", nameof(examples));

        var (ordered, places) = InOrder(examples, tagCount);
        var (center, scale) = FindScale(ordered);
        var rows = ordered.ConvertAll(example => Scaled(example.Features, center, scale)).ToArray();
        var targets = ordered.ConvertAll(example => Target(example, tagCount, kind)).ToArray();
        var folds = Folds.Deal(ordered, tagCount);
        var head = new LinearHead(kind, rows, targets, cancellationToken);

        var (regularization, scores) = CrossValidate(head, kind, rows, targets, folds);
        var everything = Enumerable.Range(0, rows.Length).ToArray();
        var (calibration, _) = Calibration.Fit(kind, scores, targets, everything);
        var parameters = head.NewParameters();
        foreach (var step in Regularizations.TakeWhile(step => step >= regularization))
            head.Train(parameters, everything, step);

        // Moves the scaling and the calibration into the weights, so that a prediction uses the features as they are.
        var weights = new float[tagCount][];
        var offsets = new float[tagCount];
        for (var tag = 0; tag < tagCount; tag++)
        {
            var place = places[tag];
            var slope = calibration.Slopes[place];
            weights[tag] = [.. parameters.Skip(place * center.Length).Take(center.Length).Select(weight => slope * weight / scale)];
            offsets[tag] = slope * parameters[tagCount * center.Length + place] + calibration.Offsets[place] - TensorPrimitives.Dot<float>(weights[tag], center);
        }
        return new TrainingResult(
            new TrainedModel(kind, weights, offsets),
            Validate(kind, ordered, scores, targets, folds, places));
    }

    /// <summary>Finds the regularization whose heads predict examples best that they were trained without.</summary>
    /// <returns>The regularization, and the score of each example and tag, of a head that was trained without the example.</returns>
    private static (float Regularization, float[][] Scores) CrossValidate(LinearHead head, HeadKind kind, float[][] rows, float[][] targets, byte[] folds)
    {
        var all = Enumerable.Range(0, rows.Length).ToArray();
        var foldCount = folds.Max() + 1;
        var others = Enumerable.Range(0, foldCount).Select(fold => all.Where(i => folds[i] != fold).ToArray()).ToArray();
        // The result for one regularization is a good start for the next.
        var parameters = Enumerable.Range(0, foldCount).Select(_ => head.NewParameters()).ToArray();
        var (best, bestScores, bestLoss) = (0f, Array.Empty<float[]>(), double.PositiveInfinity);
        foreach (var regularization in Regularizations)
        {
            for (var fold = 0; fold < foldCount; fold++)
                head.Train(parameters[fold], others[fold], regularization);
            var scores = Array.ConvertAll(all, i =>
            {
                var scores = new float[targets[i].Length];
                head.Score(parameters[folds[i]], rows[i], scores);
                return scores;
            });
            if (Calibration.Fit(kind, scores, targets, all).Loss is var loss && loss < bestLoss)
                (best, bestScores, bestLoss) = (regularization, scores, loss);
        }
        return (best, bestScores);
    }

    /// <summary>The probabilities of each example without it: neither the head nor the calibration has seen it.</summary>
    private static ValidationScores Validate(HeadKind kind, List<Example> ordered, float[][] scores, float[][] targets, byte[] folds, int[] places)
    {
        var probabilities = new float[ordered.Count][];
        var all = Enumerable.Range(0, ordered.Count).ToArray();
        for (var fold = 0; fold <= folds.Max(); fold++)
        {
            var (calibration, _) = Calibration.Fit(kind, scores, targets, all.Where(i => folds[i] != fold).ToArray());
            foreach (var i in all.Where(i => folds[i] == fold))
            {
                var calibrated = scores[i].ToArray();
                calibration.Apply(calibrated);
                LinearHead.ToProbabilities(kind, calibrated);
                probabilities[i] = Array.ConvertAll(places, place => calibrated[place]);
            }
        }
        return new ValidationScores(
            [.. all.Select(i => new HeldOut(ordered[i].Image, folds[i], Array.ConvertAll(places, place => targets[i][place] > 0), probabilities[i]))]);
    }

    private static float[] Target(Example example, int tagCount, HeadKind kind)
    {
        var target = new float[tagCount];
        foreach (var tag in example.Tags)
            target[tag] = kind == HeadKind.Softmax ? 1f / example.Tags.Count : 1;
        // With softmax, an example without a tag is as likely any of them.
        if (kind == HeadKind.Softmax && example.Tags.Count == 0)
            Array.Fill(target, 1f / tagCount);
        return target;
    }

    private static (float[] Center, float Scale) FindScale(List<Example> examples)
    {
        var center = new float[FeatureExtractor.Count];
        foreach (var example in examples)
            TensorPrimitives.Add(center, example.Features, center);
        TensorPrimitives.Divide(center, examples.Count, center);
        var squares = examples.Sum(example => (double)TensorPrimitives.SumOfSquares<float>(Scaled(example.Features, center, 1)));
        return (center, (float)Math.Sqrt(Math.Max(1e-6, squares / examples.Count)));
    }

    private static float[] Scaled(float[] features, float[] center, float scale)
    {
        var scaled = new float[features.Length];
        TensorPrimitives.Subtract(features, center, scaled);
        TensorPrimitives.Divide(scaled, scale, scaled);
        return scaled;
    }

    /// <summary>Sorts examples by tags and then by content, and tags by the contents they are on, so that the order of the caller doesn't matter.</summary>
    /// <returns>The examples with the new tag indexes, and the new index of each tag.</returns>
    private static (List<Example> Examples, int[] Places) InOrder(IReadOnlyList<Example> examples, int tagCount)
    {
        var byContent = examples
            .Select(example => (Example: example, Hash: Convert.ToHexString(example.Sha256)))
            .OrderBy(one => one.Hash, StringComparer.Ordinal)
            .Select(one => one.Example)
            .ToList();

        // The index of a tag depends on when it was created. The images that have it don't.
        var contents = Enumerable.Range(0, tagCount).Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256)).ToArray();
        foreach (var example in byContent)
            foreach (var tag in example.Tags.Distinct())
                contents[tag].AppendData(example.Sha256);
        var names = Array.ConvertAll(contents, content => Convert.ToHexString(content.GetHashAndReset()));
        foreach (var content in contents)
            content.Dispose();

        var places = new int[tagCount];
        foreach (var (place, tag) in Enumerable.Range(0, tagCount).OrderBy(tag => names[tag], StringComparer.Ordinal).Index())
            places[tag] = place;
        var ordered = byContent
            .Select(example => example with { Tags = [.. example.Tags.Distinct().Select(tag => places[tag]).Order()] })
            .OrderBy(example => string.Join(',', example.Tags.Select(place => place.ToString("D4"))), StringComparer.Ordinal)
            .ToList();
        return (ordered, places);
    }
}
