using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;

namespace CustomVision.Benches.Service.Learning;

/// <summary>How often the learner is right.</summary>
internal static class LearnBench
{
    public const string Usage =
        """
        learn: how often the learner predicts the tag of images right that it was trained without. [FOLDER ...]: each contains one
        folder of images for each tag. Without a folder: the photographs of samples/textures and four sets of drawn images. Two trainings
        are measured: with four fifths of the images (each image is held out once), and with 5 images of each tag (the mean of 10 random
        choices). 'right' counts images whose tag has the highest probability, in percent. 'recall' counts images whose tag is predicted
        with at least 50 %. 'Brier' is the mean square error of a probability.
        """;

    private const int FoldCount = 5;
    private const int FewPerTag = 5;
    private const int Choices = 10;

    public static Task<int> RunAsync(Arguments arguments)
    {
        var folders = arguments.Operands();
        ImageSet[] sets = folders.Length > 0
            ? [.. folders.Select(ImageSet.Folder)]
            : [ImageSet.Textures("train", "test"), DrawnSets.Shapes(), DrawnSets.Arrows(), DrawnSets.Surfaces(), DrawnSets.Colours()];

        Console.WriteLine($"{"",-50}{"4/5 of the images",24}{"5 images per tag",24}");
        Console.WriteLine($"{"set",-20}{"images",8}{"tags",6}  {"head",-14}{"right",8}{"recall",8}{"Brier",8}{"right",8}{"recall",8}{"Brier",8}");
        var means = new Dictionary<HeadKind, List<(Score Many, Score Few)>>();
        foreach (var set in sets)
        {
            var examples = set.Images.AsParallel().AsOrdered().Select((image, i) => new Example(i, image.Sha256, Extract(image), [image.Tag])).ToArray();
            foreach (var kind in Enum.GetValues<HeadKind>().Reverse())
            {
                var (many, few) = (WithMany(examples, set.Tags.Length, kind), WithFew(examples, set.Tags.Length, kind));
                means.TryAdd(kind, []);
                means[kind].Add((many, few));
                Console.WriteLine($"{set.Name,-20}{examples.Length,8}{set.Tags.Length,6}  {kind,-14}{many}{few}");
            }
        }
        foreach (var (kind, scores) in means)
            Console.WriteLine($"{"mean",-36}{kind,-14}{Score.Mean(scores.Select(score => score.Many))}{Score.Mean(scores.Select(score => score.Few))}");
        return Task.FromResult(0);
    }

    private static Score WithMany(Example[] examples, int tagCount, HeadKind kind)
    {
        var folds = Split(examples, tagCount, new Random(1));
        return Score.Sum(Enumerable.Range(0, FoldCount).AsParallel().AsOrdered().Select(fold =>
            Measure(examples, tagCount, kind, i => folds[i] % FoldCount != fold)));
    }

    private static Score WithFew(Example[] examples, int tagCount, HeadKind kind) =>
        Score.Sum(Enumerable.Range(0, Choices).AsParallel().AsOrdered().Select(choice =>
        {
            var places = Split(examples, tagCount, new Random(choice));
            return Measure(examples, tagCount, kind, i => places[i] < FewPerTag);
        }));

    private static Score Measure(Example[] examples, int tagCount, HeadKind kind, Func<int, bool> isTrained)
    {
        var model = Learner.Train([.. examples.Where((_, i) => isTrained(i))], tagCount, kind, CancellationToken.None).Model;
        var sum = default(Score);
        foreach (var example in examples.Where((_, i) => !isTrained(i)))
        {
            var probabilities = model.Predict(example.Features);
            var tag = example.Tags[0];
            sum += new Score(
                1,
                probabilities[tag] >= probabilities.Max() ? 1 : 0,
                probabilities[tag] >= 0.5 ? 1 : 0,
                probabilities.Select((probability, i) => Math.Pow(probability - (i == tag ? 1 : 0), 2)).Average());
        }
        return sum;
    }

    /// <summary>The place of each example among those of its tag, in random order.</summary>
    private static int[] Split(Example[] examples, int tagCount, Random random)
    {
        var places = new int[examples.Length];
        for (var tag = 0; tag < tagCount; tag++)
        {
            var ofTag = Enumerable.Range(0, examples.Length).Where(i => examples[i].Tags[0] == tag).ToArray();
            random.Shuffle(ofTag);
            for (var place = 0; place < ofTag.Length; place++)
                places[ofTag[place]] = place;
        }
        return places;
    }

    private static float[] Extract(Image image)
    {
        using var data = ImageBytes.Copy(image.Bytes);
        return FeatureExtractor.Extract(data) ?? throw new InvalidDataException("An image can't be decoded.");
    }

    private readonly record struct Score(double Images, double Right, double Recalled, double SquareError)
    {
        public static Score operator +(Score left, Score right) => new(
            left.Images + right.Images, left.Right + right.Right, left.Recalled + right.Recalled, left.SquareError + right.SquareError);

        public static Score Sum(IEnumerable<Score> scores) => scores.Aggregate((left, right) => left + right);

        /// <summary>Each set counts the same.</summary>
        public static Score Mean(IEnumerable<Score> scores) =>
            Sum(scores.Select(score => new Score(1, score.Right / score.Images, score.Recalled / score.Images, score.SquareError / score.Images)));

        public override string ToString() => $"{100 * Right / Images,8:0.0}{100 * Recalled / Images,8:0.0}{SquareError / Images,8:0.0000}";
    }
}
