using System.Globalization;
using CustomVision.Models;

namespace CustomVision.PowerShell.Formats;

/// <summary>The columns of the table of predictions. An object detection has a line for each box, the others have one line.</summary>
public static class DetectionColumns
{
    // The portal begins with this threshold too. Below it, most boxes are wrong.
    private const double LeastProbability = 0.5;
    private const int MostLines = 20;

    /// <summary>The tag with the highest probability, or the tags of the boxes.</summary>
    public static string? Tags(PSObject instance) =>
        BoxesOf(instance) is { } boxes ? Lines(boxes.Select(box => box.TagName)) : ((ImagePredictionResult)instance.BaseObject).Tag;

    /// <summary>The highest probability, or that of each box.</summary>
    public static string Probabilities(PSObject instance) => BoxesOf(instance) is { } boxes
        ? Lines(boxes.Select(box => string.Format(CultureInfo.CurrentCulture, "{0:P1}", box.Probability)))
        : DisplayProperties.Probability(instance);

    /// <summary>The message, or left, top, width and height of each box.</summary>
    public static string? Boxes(PSObject instance) => BoxesOf(instance) is { } boxes
        ? Lines(boxes.Select(box => string.Format(
            CultureInfo.InvariantCulture, "{0:0.00}, {1:0.00}, {2:0.00} x {3:0.00}", box.BoundingBox!.Left, box.BoundingBox.Top, box.BoundingBox.Width, box.BoundingBox.Height)))
        : DisplayProperties.Message(instance);

    /// <summary>The boxes to show: those that are more likely right than wrong, or the most probable one. Null if there are none.</summary>
    private static List<ImageTagPrediction>? BoxesOf(PSObject instance)
    {
        var boxes = ((ImagePredictionResult)instance.BaseObject).Predictions.Where(prediction => prediction.BoundingBox is not null).ToList();
        return boxes.Count == 0 ? null : [.. boxes.Where((box, place) => place == 0 || box.Probability >= LeastProbability).Take(MostLines)];
    }

    private static string Lines(IEnumerable<string?> lines) => string.Join("\n", lines);
}
