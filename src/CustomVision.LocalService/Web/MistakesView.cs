using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Learning.Detection;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Web;

/// <summary>What an iteration mistook: the confusion matrix, the most frequent mistakes, and the images.</summary>
/// <param name="tags">The names of the tags, in the order of the model.</param>
internal sealed class MistakesView(Project project, IReadOnlyList<string> tags, Comparison comparison, bool isDetection, ImageLinks links)
{
    // A larger matrix can't be read. The most frequent mistakes are listed in any case.
    private const int LargestMatrix = 25;
    private const int MistakesListed = 20;

    public Html Matrix()
    {
        if (tags.Count > LargestMatrix)
            return $"<p class=\"about\">The iteration has {tags.Count} tags, too many for a matrix.</p>";
        int[] axis = [.. Enumerable.Range(0, tags.Count), Comparison.None];
        return $"""
            <p class="about">The confusion matrix has the {(isDetection ? "objects" : "tags of the images")} by row, and what was predicted for them by column.</p>
            <div class="wide matrix" role="region" aria-labelledby="matrix" tabindex="0">
            <table>
            <caption id="matrix">Confusion matrix</caption>
            <thead><tr><th scope="col">Actual</th>{axis.Select(tag => Html.Of($"<th scope=\"col\"><bdi>{Predicted(tag)}</bdi></th>"))}</tr></thead>
            <tbody>
            {axis.Select(actual => Row(actual, axis))}
            </tbody>
            </table>
            </div>
            """;
    }

    public Html MostFrequent()
    {
        var frequent = comparison.Counts.Where(pair => pair.Key.Actual != pair.Key.Predicted)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MistakesListed).ToArray();
        return frequent.Length == 0
            ? Html.Of($"<p class=\"about\">No image was predicted wrong.</p>")
            : Html.Of($"""
                <h3>Most frequent mistakes</h3>
                <ol class="frequent">
                {frequent.Select(pair => Html.Of($"<li>{Sentence(pair.Key.Actual, pair.Key.Predicted)}: {DisplayFormat.Number(pair.Value)}</li>\n"))}
                </ol>
                """);
    }

    public Html Images(IReadOnlyList<ShownMistakes> images) => images.Count == 0
        ? Html.Of($"<p class=\"about\">There are none at this threshold.</p>")
        : Html.Of($"""
            <p class="about">Images with the most certain wrong prediction come first.{(comparison.MistakenImages > images.Count ? $" These are the first {images.Count}." : "")}{(isDetection ? " Solid boxes are regions of the image; dashed boxes are predictions." : "")}</p>
            <ol class="mistaken">
            {images.Select((shown, index) => Item(shown, index + 1))}
            </ol>
            """);

    private Html Item(ShownMistakes shown, int number)
    {
        var (mistaken, image, isRemoved) = shown;
        Html thumbnail = $"""
            <img src="{links.PathTo(image.Id, ImageLinks.Thumbnail)}" alt="Image {number} with mistakes" loading="lazy">{(isDetection ? RegionOverlay.Compare(image.Width, image.Height, [.. mistaken.Boxes.Select(box => At(box.Box))], [.. mistaken.Detections.Select(detection => At(detection.Box))]) : Html.Empty)}
            """;
        return $"""
            <li>
            {(isRemoved ? Html.Of($"<div class=\"frame\">{thumbnail}</div>") : Html.Of($"<a class=\"frame\" href=\"{PagePaths.Image(project.Id, image.Id)}\">{thumbnail}</a>"))}
            <ul>{mistaken.Mistakes.Select(mistake => Html.Of($"<li>{Sentence(mistake.Actual, mistake.Predicted)}{Certainty(mistake)}</li>"))}</ul>
            {(isRemoved ? Html.Of($"<p class=\"facts\">no longer in the project</p>") : Html.Empty)}
            </li>

            """;
    }

    private Html Row(int actual, int[] axis)
    {
        var total = axis.Sum(predicted => CountOf(actual, predicted));
        return total == 0 && actual == Comparison.None ? Html.Empty : Html.Of($"""
            <tr><th scope="row"><bdi>{(actual != Comparison.None ? tags[actual] : isDetection ? "nothing there" : "no such tag")}</bdi></th>{axis.Select(predicted => Cell(actual, predicted, total))}</tr>

            """);
    }

    // On a narrow page, each count has the predicted tag beside it.
    private Html Cell(int actual, int predicted, int total)
    {
        var count = CountOf(actual, predicted);
        if (count == 0)
            return $"<td></td>";
        // Shades in steps, so that the style sheet keeps the contrast of the text.
        var shade = (int)Math.Ceiling(4.0 * count / total);
        return $"""
            <td class="{(actual == predicted ? "right" : "wrong")}-{shade}" data-heading="{Predicted(predicted)}">{DisplayFormat.Number(count)}</td>
            """;
    }

    private int CountOf(int actual, int predicted) => comparison.Counts.GetValueOrDefault((actual, predicted));

    private string Predicted(int tag) => tag != Comparison.None ? tags[tag] : isDetection ? "not found" : "nothing";

    private Html Sentence(int actual, int predicted) =>
        actual == Comparison.None ? Html.Of($"<bdi>{tags[predicted]}</bdi> was predicted where it is not")
        : predicted == Comparison.None ? Html.Of($"<bdi>{tags[actual]}</bdi> was not {(isDetection ? "found" : "predicted")}")
        : Html.Of($"<bdi>{tags[actual]}</bdi> was predicted as <bdi>{tags[predicted]}</bdi>");

    private static string Certainty(TagPair mistake) =>
        mistake.Predicted != Comparison.None ? $" ({DisplayFormat.Percent(mistake.Probability)})"
        : mistake.Probability > 0 ? $" ({DisplayFormat.Percent(mistake.Probability)}, below the threshold)"
        : "";

    private static BoundingBox At(Box box) => new(box.Left, box.Top, box.Width, box.Height);
}
