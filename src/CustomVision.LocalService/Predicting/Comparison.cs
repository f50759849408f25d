using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.LocalService.Predicting;

/// <summary>An actual tag and the tag that was predicted for it, by their indexes.</summary>
/// <param name="Actual"><see cref="Comparison.None"/> where no tag is.</param>
/// <param name="Predicted"><see cref="Comparison.None"/> where nothing was predicted.</param>
/// <param name="Probability">Of the predicted tag; without one, that of the actual tag, which was too low, or 0 if it isn't known.</param>
internal readonly record struct TagPair(int Actual, int Predicted, float Probability);

/// <summary>An image with mistakes.</summary>
/// <param name="Image">The key of the image.</param>
/// <param name="Boxes">What a person drew; empty for a classification.</param>
/// <param name="Detections">What was predicted at the threshold; empty for a classification.</param>
internal sealed record MistakenImage(long Image, IReadOnlyList<TagPair> Mistakes, IReadOnlyList<TaggedBox> Boxes, IReadOnlyList<Detection> Detections);

/// <summary>
/// Compares what was predicted in the cross-validation with the tags or boxes of the images: a count for each pair of an actual and a
/// predicted tag, and the images with mistakes.
/// </summary>
internal sealed class Comparison
{
    /// <summary>Stands for no tag.</summary>
    public const int None = -1;

    /// <summary>How many images with mistakes are kept.</summary>
    public const int MostImages = 60;

    private readonly Dictionary<(int Actual, int Predicted), int> counts = [];
    private readonly List<MistakenImage> mistaken = [];

    private Comparison()
    {
    }

    /// <summary>The number of images compared.</summary>
    public int Images { get; private set; }

    /// <summary>The number of images with a mistake.</summary>
    public int MistakenImages { get; private set; }

    public IReadOnlyDictionary<(int Actual, int Predicted), int> Counts => counts;

    /// <summary>The images with mistakes, those with the most certain wrong prediction first; at most <see cref="MostImages"/>.</summary>
    public IReadOnlyList<MistakenImage> Worst { get; private set; } = [];

    /// <param name="threshold">The probability from which a tag is predicted.</param>
    /// <param name="isMulticlass">Whether an image has one tag, so that only the most probable one is predicted.</param>
    public static Comparison Of(ValidationScores scores, double threshold, bool isMulticlass)
    {
        var comparison = new Comparison();
        foreach (var image in scores.Images)
            comparison.Add(image.Image, PairTags(image, threshold, isMulticlass), [], []);
        return comparison.Ranked();
    }

    /// <param name="threshold">The probability from which a box is predicted.</param>
    /// <param name="overlapThreshold">How much of a box has to be found, as intersection over union.</param>
    public static Comparison Of(DetectionScores scores, double threshold, double overlapThreshold)
    {
        var comparison = new Comparison();
        foreach (var image in scores.Images)
        {
            Detection[] predicted = [.. image.Detections.Where(detection => detection.Probability >= threshold).OrderByDescending(detection => detection.Probability)];
            comparison.Add(image.Image, PairBoxes(image.Boxes, predicted, overlapThreshold), image.Boxes, predicted);
        }
        return comparison.Ranked();
    }

    private void Add(long image, List<TagPair> pairs, IReadOnlyList<TaggedBox> boxes, IReadOnlyList<Detection> detections)
    {
        Images++;
        foreach (var pair in pairs)
            counts[(pair.Actual, pair.Predicted)] = counts.GetValueOrDefault((pair.Actual, pair.Predicted)) + 1;
        pairs.RemoveAll(pair => pair.Actual == pair.Predicted);
        if (pairs.Count == 0)
            return;
        MistakenImages++;
        mistaken.Add(new MistakenImage(image, pairs, boxes, detections));
    }

    private Comparison Ranked()
    {
        Worst = [.. mistaken.OrderByDescending(one => one.Mistakes.Max(pair => pair.Predicted == None ? 0 : pair.Probability)).Take(MostImages)];
        mistaken.Clear();
        return this;
    }

    // A tag that was not predicted is paired with the most probable tag that was predicted instead.
    private static List<TagPair> PairTags(HeldOut image, double threshold, bool isMulticlass)
    {
        var (labels, probabilities) = (image.Labels, image.Probabilities);
        int[] predicted = [.. Enumerable.Range(0, probabilities.Length).Where(tag => probabilities[tag] >= threshold)
            .OrderByDescending(tag => probabilities[tag]).Take(isMulticlass ? 1 : int.MaxValue)];
        var wrong = new Queue<int>(predicted.Where(tag => !labels[tag]));
        var pairs = new List<TagPair>();
        foreach (var tag in Enumerable.Range(0, labels.Length).Where(tag => labels[tag]))
            if (predicted.Contains(tag))
                pairs.Add(new TagPair(tag, tag, probabilities[tag]));
            else if (wrong.TryDequeue(out var instead))
                pairs.Add(new TagPair(tag, instead, probabilities[instead]));
            else
                pairs.Add(new TagPair(tag, None, probabilities[tag]));
        pairs.AddRange(wrong.Select(tag => new TagPair(None, tag, probabilities[tag])));
        return pairs;
    }

    // The most probable detection takes the box that it overlaps most, whatever the tag of the box. A box can be taken once.
    private static List<TagPair> PairBoxes(IReadOnlyList<TaggedBox> boxes, Detection[] detections, double overlapThreshold)
    {
        var left = boxes.ToList();
        var pairs = new List<TagPair>();
        foreach (var (tag, probability, box) in detections)
        {
            var best = left.Count == 0 ? default : left.MaxBy(other => other.Box.Overlap(box));
            var isFound = left.Count > 0 && best.Box.Overlap(box) >= overlapThreshold;
            pairs.Add(new TagPair(isFound ? best.Tag : None, tag, probability));
            if (isFound)
                left.Remove(best);
        }
        pairs.AddRange(left.Select(box => new TagPair(box.Tag, None, 0)));
        return pairs;
    }
}
