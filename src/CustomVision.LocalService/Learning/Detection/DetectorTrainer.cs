using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning.Detection;

/// <summary>One image to learn from.</summary>
/// <param name="Image">The key of the image.</param>
/// <param name="Sha256">The hash of the image. Examples are sorted by it, so that the order of uploads doesn't matter.</param>
internal sealed record DetectionExample(long Image, byte[] Sha256, RegionMaps Maps, IReadOnlyList<TaggedBox> Boxes);

internal sealed record DetectionResult(Detector Model, DetectionScores Scores)
{
    public StoredTraining ToStored() => new(Model.ToBytes(), Scores.ToBytes());
}

/// <summary>Trains a detector from images with tagged boxes and cross-validates it. Deterministic, as <see cref="Learner"/> is.</summary>
internal sealed class DetectorTrainer
{
    private const int FoldCount = 5;
    private const int Rounds = 4;
    private const float Regularization = 1f;
    private const float MoveRegularization = 3f;

    // By their overlap with a box of a tag.
    private const float Positive = 0.7f;
    private const float Negative = 0.4f;
    private const float Movable = 0.5f;

    private const int NegativesPerImage = 40;
    private const int HardNegativesPerImage = 20;
    private const int PositivesPerBox = 10;

    // A sample has thousands of numbers, so that a large project learns from fewer regions per image.
    private const int MostSamples = 16_000;

    // A large project looks for hard negatives in other images each round, and takes more from each of them.
    private const int MostImagesPerRound = 300;

    // A box that is slightly moved or scaled still shows its tag.
    private static readonly float[] Shifts = [-0.12f, 0, 0.12f];
    private static readonly float[] Scales = [0.85f, 1.15f];

    private readonly List<DetectionExample> examples;
    private readonly int tagCount;
    private readonly MapCompressions compressions;
    private readonly (float, float)[] sizes;
    private readonly Box[] windows;
    private readonly CancellationToken cancellationToken;
    private readonly List<Sample> samples = [];
    private readonly double share;

    private DetectorTrainer(IEnumerable<DetectionExample> examples, int tagCount, MapCompressions compressions, CancellationToken cancellationToken)
    {
        this.examples = [.. examples.OrderBy(example => Convert.ToHexString(example.Sha256), StringComparer.Ordinal)];
        this.tagCount = tagCount;
        this.compressions = compressions;
        this.cancellationToken = cancellationToken;
        sizes = Windows.FindSizes(this.examples.SelectMany(example => example.Boxes).Select(box => box.Box));
        windows = Windows.Over(sizes);
        var perBox = 1 + (2 * PositivesPerBox) + (Shifts.Length * Shifts.Length * Scales.Length);
        var perImage = NegativesPerImage + ((Rounds - 1) * HardNegativesPerImage);
        var most = (this.examples.Sum(example => (double)example.Boxes.Count) * perBox) + ((double)this.examples.Count * perImage);
        share = Math.Min(1, MostSamples / most);
    }

    /// <summary>How many of so many samples are used.</summary>
    private int Part(int count) => share == 1 ? count : Math.Max(1, (int)(count * share));

    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static DetectionResult Train(
        IEnumerable<DetectionExample> examples, int tagCount, MapCompressions compressions, CancellationToken cancellationToken) =>
        new DetectorTrainer(examples, tagCount, compressions, cancellationToken).Train();

    private DetectionResult Train()
    {
        AddSamples();
        var everything = Enumerable.Range(0, examples.Count).ToHashSet();
        // Each round begins where the last one ended: its samples are those of the last one and a few more.
        var weights = new float[tagCount + 1][];
        var detector = Fit(everything, weights);
        for (var round = 1; round < Rounds; round++)
        {
            AddHardNegatives(detector, round);
            detector = Fit(everything, weights);
        }

        // Each image is held out once. The samples are those of all rounds.
        var folds = DealFolds();
        var found = new List<Detection>[examples.Count];
        for (var fold = 0; fold < FoldCount; fold++)
        {
            var held = everything.Where(i => folds[i] == fold).ToArray();
            if (held.Length == 0)
                continue;
            // From nothing, because weights that have seen the held-out images would flatter them.
            var without = Fit([.. everything.Except(held)], new float[tagCount + 1][]);
            foreach (var i in held)
            {
                cancellationToken.ThrowIfCancellationRequested();
                found[i] = without.Detect(examples[i].Maps);
            }
        }

        // The probability is that of a right box, as often as it was right for held-out images.
        var scores = new List<double>();
        var labels = new List<bool>();
        for (var i = 0; i < examples.Count; i++)
        {
            foreach (var (detection, isRight) in DetectionScores.Match(found[i], examples[i].Boxes, overlapThreshold: 0.5))
            {
                scores.Add(Math.Log(detection.Probability / (1 - Math.Min(0.9999999, detection.Probability))));
                labels.Add(isRight);
            }
        }
        var (slope, offset, _) = PlattScaling.Fit([.. scores], [.. labels]);
        var final = detector.Calibrated((float)slope, (float)offset);
        return new DetectionResult(final, new DetectionScores([.. examples.Select((example, i) => new HeldOutImage(
            example.Image,
            folds[i],
            example.Boxes,
            [.. found[i].Select(detection => detection with { Probability = final.Probability(Logit(detection.Probability)) })]))]));

        static float Logit(float probability) => MathF.Log(probability / (1 - MathF.Min(0.999999f, probability)));
    }

    private byte[] DealFolds()
    {
        var folds = new byte[examples.Count];
        // Images with the same tags are next to each other.
        foreach (var (place, i) in Enumerable.Range(0, examples.Count)
            .OrderBy(i => string.Join(',', examples[i].Boxes.Select(box => box.Tag).Distinct().Order()), StringComparer.Ordinal).Index())
            folds[i] = (byte)(place % FoldCount);
        return folds;
    }

    private void AddSamples()
    {
        for (var i = 0; i < examples.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (image, boxes) = (i, examples[i].Boxes);
            foreach (var box in boxes)
            {
                var near = windows.Where(window => window.Overlap(box.Box) >= Movable)
                    .OrderByDescending(window => window.Overlap(box.Box)).Take(2 * PositivesPerBox).Concat(Jittered(box.Box));
                AddSample(image, box.Box);
                foreach (var window in near.Take(Part((2 * PositivesPerBox) + (Shifts.Length * Shifts.Length * Scales.Length))))
                    AddSample(image, window);
            }
            var far = windows.Where(window => boxes.All(box => window.Overlap(box.Box) < Negative)).ToArray();
            var count = Math.Min(Part(NegativesPerImage), far.Length);
            for (var n = 0; n < count; n++)
                AddSample(image, far[(int)((long)n * far.Length / count)]);
        }
    }

    private static IEnumerable<Box> Jittered(Box box) =>
        from x in Shifts
        from y in Shifts
        from scale in Scales
        select Box.Around(box.CenterX + x * box.Width, box.CenterY + y * box.Height, scale * box.Width, scale * box.Height).Clipped();

    private void AddHardNegatives(Detector detector, int round)
    {
        var step = (examples.Count + MostImagesPerRound - 1) / MostImagesPerRound;
        var count = Math.Min(HardNegativesPerImage, step * Part(HardNegativesPerImage));
        for (var i = round % step; i < examples.Count; i += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (maps, boxes) = (examples[i].Maps, examples[i].Boxes);
            var wrong = detector.Detect(maps)
                .Where(detection => boxes.All(box => box.Tag != detection.Tag || detection.Box.Overlap(box.Box) < Negative))
                .OrderByDescending(detection => detection.Probability)
                .Take(count);
            foreach (var detection in wrong)
                AddSample(i, detection.Box);
        }
    }

    private void AddSample(int image, Box box)
    {
        var boxes = examples[image].Boxes;
        var target = new float[tagCount];
        var moves = new float[]?[tagCount];
        foreach (var tagged in boxes)
        {
            var overlap = tagged.Box.Overlap(box);
            if (overlap >= Positive)
                target[tagged.Tag] = 1;
            // Windows between the two limits teach that a better one has a higher score.
            else if (overlap > Negative)
                target[tagged.Tag] = Math.Max(target[tagged.Tag], (overlap - Negative) / (Positive - Negative));
            if (overlap >= Movable && (moves[tagged.Tag] is null || overlap > BestOverlap(tagged.Tag)))
                moves[tagged.Tag] = Detector.MovesTo(box, boxes.Where(other => other.Tag == tagged.Tag).MaxBy(other => other.Box.Overlap(box)).Box);
        }
        // Pinned, so that the garbage collector doesn't copy hundreds of megabytes from one generation to the next.
        var features = GC.AllocateUninitializedArray<float>(examples[image].Maps.FeatureCount, pinned: true);
        examples[image].Maps.Fill(box, features);
        samples.Add(new Sample(image, features, target, moves));

        float BestOverlap(int tag) => boxes.Where(other => other.Tag == tag && moves[tag] is not null).Max(other => other.Box.Overlap(box));
    }

    /// <param name="start">The weights of the moves of each tag and of all scores, where the search begins; null for 0. They are replaced by the result.</param>
    private Detector Fit(HashSet<int> images, float[]?[] start)
    {
        var chosen = samples.FindAll(sample => images.Contains(sample.Image));
        var scale = (float)Math.Sqrt(chosen.Average(sample => (double)TensorPrimitives.SumOfSquares<float>(sample.Features)));
        float[][] rows = [.. chosen.Select(sample => sample.Features)];
        var head = new LinearHead(HeadKind.OneVersusRest, rows, [.. chosen.Select(sample => sample.Target)], cancellationToken, scale);
        var parameters = start[tagCount] ??= head.NewParameters();
        head.Train(parameters, [.. Enumerable.Range(0, rows.Length)], Regularization);

        var width = rows[0].Length;
        var tags = new TagWeights[tagCount];
        for (var tag = 0; tag < tagCount; tag++)
        {
            var weights = Scaled(parameters.AsSpan(tag * width, width), scale);
            tags[tag] = new TagWeights((weights, parameters[tagCount * width + tag]), FitMoves(
                chosen.FindAll(sample => sample.Moves[tag] is not null), tag, start[tag] ??= new float[Detector.Moves * (width + 1)], scale, width));
        }
        return new Detector(compressions, sizes, tags, 1, 0);
    }

    /// <summary>Ridge regression of the way from a window to the box it overlaps.</summary>
    private (float[] Weights, float Offset)[] FitMoves(List<Sample> movable, int tag, float[] parameters, float scale, int width)
    {
        const int moves = Detector.Moves;
        var rows = new float[Products.Rows][];
        var products = new float[Products.Rows * moves];
        if (movable.Count > 0)
            Lbfgs.Minimize(parameters, (point, gradient) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                var weights = point[..(moves * width)];
                TensorPrimitives.Multiply(weights, MoveRegularization, gradient[..weights.Length]);
                gradient[weights.Length..].Clear();
                var value = 0.5 * MoveRegularization * TensorPrimitives.SumOfSquares(weights);
                for (var start = 0; start < movable.Count; start += rows.Length)
                {
                    var count = Math.Min(rows.Length, movable.Count - start);
                    for (var i = 0; i < count; i++)
                        rows[i] = movable[start + i].Features;
                    Products.Dots(rows.AsSpan(0, count), weights, moves, products);
                    for (var i = 0; i < count; i++)
                    {
                        var errors = products.AsSpan(i * moves, moves);
                        TensorPrimitives.MultiplyAdd(errors, 1 / scale, point[weights.Length..], errors);
                        TensorPrimitives.Subtract(errors, movable[start + i].Moves[tag], errors);
                        value += 0.5 * TensorPrimitives.SumOfSquares<float>(errors);
                        TensorPrimitives.Add(gradient[weights.Length..], errors, gradient[weights.Length..]);
                        TensorPrimitives.Divide(errors, scale, errors);
                    }
                    Products.AddRows(rows.AsSpan(0, count), products, moves, gradient[..weights.Length]);
                }
                return value;
            });
        return [.. Enumerable.Range(0, moves).Select(move => (Scaled(parameters.AsSpan(move * width, width), scale), parameters[(moves * width) + move]))];
    }

    private static float[] Scaled(ReadOnlySpan<float> numbers, float scale)
    {
        var scaled = new float[numbers.Length];
        TensorPrimitives.Divide(numbers, scale, scaled);
        return scaled;
    }

    /// <param name="Target">For each tag, 1 where the region shows it, 0 where it doesn't, and less than 1 where it shows only a part.</param>
    /// <param name="Moves">For each tag, the way to its box; null when the region doesn't show enough of one.</param>
    private sealed record Sample(int Image, float[] Features, float[] Target, float[]?[] Moves);
}
