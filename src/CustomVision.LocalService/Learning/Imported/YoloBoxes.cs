using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.LocalService.Learning.Imported;

/// <summary>Computes boxes from the map of a compact object detection model, as the samples for exported models do.</summary>
/// <remarks>
/// Each cell has some boxes (anchors). Each box has five numbers and a score for each tag: center, size, and whether it is an object.
/// </remarks>
internal static class YoloBoxes
{
    private const int BoxNumbers = 5;

    /// <summary>Width and height of each anchor in cells, where metadata_properties.json has none.</summary>
    public static IReadOnlyList<float> DefaultAnchors { get; } = [0.573f, 0.677f, 1.87f, 2.06f, 3.34f, 5.47f, 7.88f, 3.53f, 9.77f, 9.17f];

    public const float DefaultOverlap = 0.45f;

    // As in the samples.
    private const int MaxBoxes = 64;
    private const float LeastProbability = 0.01f;

    /// <summary>The number of tags of a map with so many channels; null when it isn't one of these anchors.</summary>
    public static int? TagCount(int channels, int anchors) => channels % anchors == 0 && channels / anchors > BoxNumbers ? channels / anchors - BoxNumbers : null;

    /// <param name="map">One channel after another, row by row.</param>
    /// <param name="anchors">Width and height of each, in cells.</param>
    /// <param name="mostOverlap">Boxes of one tag that overlap more are the same thing, from 0 to 1.</param>
    public static List<Detection.Detection> Find(ReadOnlySpan<float> map, int rows, int columns, IReadOnlyList<float> anchors, float mostOverlap)
    {
        var plane = rows * columns;
        var anchorCount = anchors.Count / 2;
        var numbers = map.Length / plane / anchorCount;
        var tagCount = numbers - BoxNumbers;
        var boxes = new List<(Box Box, float[] Probabilities)>();
        for (var anchor = 0; anchor < anchorCount; anchor++)
        {
            for (var cell = 0; cell < plane; cell++)
            {
                var probabilities = new float[tagCount];
                for (var tag = 0; tag < tagCount; tag++)
                    probabilities[tag] = At(map, BoxNumbers + tag);
                System.Numerics.Tensors.TensorPrimitives.SoftMax<float>(probabilities, probabilities);
                System.Numerics.Tensors.TensorPrimitives.Multiply(probabilities, Sigmoid(At(map, 4)), probabilities);
                if (!Array.Exists(probabilities, probability => probability >= LeastProbability))
                    continue;
                boxes.Add((Box.Around(
                    (cell % columns + Sigmoid(At(map, 0))) / columns, (cell / columns + Sigmoid(At(map, 1))) / rows,
                    MathF.Exp(At(map, 2)) * anchors[2 * anchor] / columns, MathF.Exp(At(map, 3)) * anchors[2 * anchor + 1] / rows), probabilities));

                float At(ReadOnlySpan<float> map, int number) => map[(anchor * numbers + number) * plane + cell];
            }
        }
        return Choose(boxes, mostOverlap);
    }

    /// <summary>Non-maximum suppression, the most probable box first. A box can have another tag after it lost one.</summary>
    private static List<Detection.Detection> Choose(List<(Box Box, float[] Probabilities)> boxes, float mostOverlap)
    {
        var chosen = new List<Detection.Detection>();
        while (chosen.Count < MaxBoxes && boxes.Count > 0)
        {
            var (box, tag) = (0, 0);
            for (var i = 0; i < boxes.Count; i++)
                for (var other = 0; other < boxes[i].Probabilities.Length; other++)
                    if (boxes[i].Probabilities[other] > boxes[box].Probabilities[tag])
                        (box, tag) = (i, other);
            var best = boxes[box];
            if (best.Probabilities[tag] < LeastProbability)
                break;
            chosen.Add(new Detection.Detection(tag, best.Probabilities[tag], best.Box.Clipped()));
            best.Probabilities[tag] = 0;
            foreach (var (other, probabilities) in boxes)
                if (other.Overlap(best.Box) > mostOverlap)
                    probabilities[tag] = 0;
        }
        return chosen;
    }

    private static float Sigmoid(float number) => 1 / (1 + MathF.Exp(-number));
}
