using CustomVision.Models;

namespace CustomVision.Reports;

/// <summary>
/// Compares what an iteration predicted for test images with their tags or regions: a count for each pair of an actual and a predicted
/// tag, and the images with mistakes.
/// </summary>
/// <param name="threshold">The probability from which a tag counts as predicted.</param>
/// <param name="overlap">The overlap of boxes from which an object counts as found.</param>
/// <param name="isDetection">Whether the project finds objects.</param>
/// <param name="isMulticlass">Whether each image has one tag.</param>
internal sealed class Confusion(double threshold, double overlap, bool isDetection, bool isMulticlass)
{
    /// <summary>What stands for no tag: an image or object for which nothing was predicted, or a prediction where nothing is.</summary>
    public const string None = "";

    private readonly Dictionary<(string Actual, string Predicted), int> counts = [];

    /// <summary>The number of images compared.</summary>
    public int Images { get; private set; }

    /// <summary>The number of images with a mistake.</summary>
    public int MistakenImages { get; private set; }

    /// <summary>How often each pair occurred; <see cref="None"/> stands for no tag.</summary>
    public IReadOnlyDictionary<(string Actual, string Predicted), int> Counts => counts;

    /// <summary>Adds an image.</summary>
    /// <returns>The mistakes; empty if the prediction is right.</returns>
    public IReadOnlyList<Mistake> Add(ImagePerformance image)
    {
        var pairs = isDetection ? PairObjects(image) : PairTags(image);
        Images++;
        foreach (var pair in pairs)
            counts[(pair.Actual, pair.Predicted)] = counts.TryGetValue((pair.Actual, pair.Predicted), out var count) ? count + 1 : 1;
        var mistakes = pairs.Where(pair => pair.Actual != pair.Predicted).ToList();
        if (mistakes.Count > 0)
            MistakenImages++;
        return mistakes;
    }

    private static string NameOf(ImageTag tag) => tag.ToString();

    private static string NameOf(ImageTagPrediction prediction) => prediction.TagName ?? prediction.TagId.ToString();

    // A tag that was not predicted is paired with the likeliest tag that was predicted instead.
    private List<Mistake> PairTags(ImagePerformance image)
    {
        var actual = image.Tags.Select(NameOf).ToList();
        var predicted = image.Predictions.Where(prediction => prediction.Probability >= threshold).Take(isMulticlass ? 1 : int.MaxValue).ToList();
        var wrong = new Queue<ImageTagPrediction>(predicted.Where(prediction => !actual.Contains(NameOf(prediction))));
        var pairs = new List<Mistake>();
        foreach (var tag in actual)
            if (predicted.Find(prediction => NameOf(prediction) == tag) is { } right)
                pairs.Add(new Mistake(tag, tag, right.Probability));
            else if (wrong.Count > 0)
                pairs.Add(Wrong(tag, wrong.Dequeue()));
            else
                pairs.Add(new Mistake(tag, None, 0) { ActualProbability = image.Predictions.FirstOrDefault(prediction => NameOf(prediction) == tag)?.Probability });
        pairs.AddRange(wrong.Select(prediction => Wrong(None, prediction)));
        return pairs;

        static Mistake Wrong(string tag, ImageTagPrediction prediction) => new(tag, NameOf(prediction), prediction.Probability);
    }

    // The likeliest box takes the region that it overlaps most. A region can be taken once.
    private List<Mistake> PairObjects(ImagePerformance image)
    {
        var left = image.Regions.ToList();
        var pairs = new List<Mistake>();
        foreach (var prediction in image.Predictions.Where(prediction => prediction.Probability >= threshold && prediction.BoundingBox is not null))
        {
            var best = left.OrderByDescending(region => Overlap(region.GetBoundingBox(), prediction.BoundingBox!)).FirstOrDefault();
            if (best is not null && Overlap(best.GetBoundingBox(), prediction.BoundingBox!) >= overlap)
            {
                left.Remove(best);
                pairs.Add(new Mistake(best.TagName ?? best.TagId.ToString(), NameOf(prediction), prediction.Probability));
            }
            else
            {
                pairs.Add(new Mistake(None, NameOf(prediction), prediction.Probability));
            }
        }

        pairs.AddRange(left.Select(region => new Mistake(region.TagName ?? region.TagId.ToString(), None, 0)));
        return pairs;
    }

    // The area that two boxes share, as a share of the area that both cover.
    private static double Overlap(BoundingBox first, BoundingBox second)
    {
        var width = Math.Min(first.Left + first.Width, second.Left + second.Width) - Math.Max(first.Left, second.Left);
        var height = Math.Min(first.Top + first.Height, second.Top + second.Height) - Math.Max(first.Top, second.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / ((first.Width * first.Height) + (second.Width * second.Height) - shared);
    }
}

/// <summary>An actual tag and the tag that was predicted for it.</summary>
/// <param name="Actual">The actual tag; <see cref="Confusion.None"/> where nothing is.</param>
/// <param name="Predicted">The predicted tag; <see cref="Confusion.None"/> if nothing was predicted.</param>
/// <param name="Probability">The probability of the predicted tag; 0 if nothing was predicted.</param>
internal sealed record Mistake(string Actual, string Predicted, double Probability)
{
    /// <summary>The probability of the actual tag, which was too low; null if it is not known.</summary>
    public double? ActualProbability { get; init; }
}
