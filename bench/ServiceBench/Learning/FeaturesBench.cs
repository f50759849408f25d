using System.Diagnostics;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;

namespace CustomVision.Benches.Service.Learning;

/// <summary>How well the same learner does with different features.</summary>
internal static class FeaturesBench
{
    public const string Usage =
        """
        features: what features of an image are worth, by cross-validation with the learner of the service. The sets: the
        48 photographs of samples/textures, and drawn ones in which only the outline, the direction, the surface or the
        colour tells the tags apart. Accuracy is how often the most probable tag was right, precision and recall are for a
        threshold of 0.5, and the time is that of the features of one image, without decoding it.
        """;

    public static Task<int> RunAsync(Arguments arguments)
    {
        arguments.End();
        ImageSet[] sets = [ImageSet.Textures("train", "test"), DrawnSets.Shapes(), DrawnSets.Arrows(), DrawnSets.Surfaces(), DrawnSets.Colours()];
        var worst = new Dictionary<string, double>();
        foreach (var set in sets)
        {
            var canvases = Array.ConvertAll(set.Images, image => Draw(image.Bytes));
            Console.WriteLine();
            Console.WriteLine($"{set.Name}: {set.Images.Length} images, {string.Join(", ", set.Tags)} (chance {1.0 / set.Tags.Length:0.00})");
            Console.WriteLine($"{"",-30}{"features",10}{"ms",8}{"accuracy",10}{"precision",11}{"recall",8}");
            foreach (var candidate in Candidate.WithCombinations())
            {
                _ = candidate.Extract(canvases[0]);
                var watch = Stopwatch.StartNew();
                var features = Array.ConvertAll(canvases, canvas => candidate.Extract(canvas));
                var milliseconds = watch.Elapsed.TotalMilliseconds / features.Length;

                var examples = set.Images.Select((image, i) => new Example(image.Sha256, features[i], [image.Tag])).ToArray();
                var scores = Learner.Train(examples, set.Tags.Length, CancellationToken.None).Scores;
                var accuracy = Accuracy(scores);
                var overall = scores.At(0.5).Overall;
                Console.WriteLine(
                    $"{candidate.Name,-30}{features[0].Length,10}{milliseconds,8:0.00}{accuracy,10:0.000}{overall.Precision,11:0.000}{overall.Recall,8:0.000}");
                worst[candidate.Name] = Math.Min(accuracy, worst.GetValueOrDefault(candidate.Name, 1));
            }
        }

        Console.WriteLine();
        Console.WriteLine("the lowest accuracy in any set");
        foreach (var (name, accuracy) in worst.OrderByDescending(one => one.Value))
            Console.WriteLine($"{name,-30}{accuracy,10:0.000}");
        return Task.FromResult(0);
    }

    /// <summary>Each image has one tag here, so the most probable one is the answer.</summary>
    private static double Accuracy(ValidationScores scores)
    {
        var count = scores.Tags[0].Labels.Length;
        var right = Enumerable.Range(0, count).Count(i => scores.Tags.MaxBy(tag => tag.Probabilities[i])!.Labels[i]);
        return (double)right / count;
    }

    private static NormalizedImage Draw(byte[] image)
    {
        using var data = ImageBytes.Copy(image);
        return NormalizedImage.Decode(data) ?? throw new InvalidDataException("An image of the bench cannot be decoded.");
    }
}
