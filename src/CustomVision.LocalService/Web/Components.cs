using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Web;

/// <summary>
/// A share as a bar. It is drawn with attributes, because the content security policy forbids inline styles, and hidden from screen
/// readers, because the figure is next to it as text.
/// </summary>
internal static class BarChart
{
    /// <param name="share">From 0 to 1.</param>
    /// <param name="deviation">The standard deviation, drawn as a line across the end of the bar.</param>
    /// <param name="kind">precision, recall, average or count.</param>
    public static Html Render(double share, double deviation, string kind) =>
        $"""
        <svg class="bar {kind}" aria-hidden="true"><rect class="track" width="100%" height="100%"/><rect class="fill" width="{Percent(share)}" height="100%"/>{(deviation > 0 ? Whisker(share, deviation) : Html.Empty)}</svg>
        """;

    private static Html Whisker(double share, double deviation) =>
        $"""
        <line x1="{Percent(share - deviation)}" x2="{Percent(share + deviation)}" y1="50%" y2="50%"/>
        """;

    private static string Percent(double share) =>
        (Math.Clamp(share, 0, 1) * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <summary>
/// Rectangles over an image, each with the name of its tag. They are drawn with attributes and hidden from screen readers, for the reasons
/// of <see cref="BarChart"/>.
/// </summary>
internal static class RegionOverlay
{
    /// <summary>Nothing without regions.</summary>
    public static Html Of(IEnumerable<(string Tag, BoundingBox Box)> regions)
    {
        var drawn = regions.Select(region => Draw(region.Tag, region.Box)).ToArray();
        return drawn.Length == 0 ? Html.Empty : Html.Of($"<svg class=\"regions\" aria-hidden=\"true\">{drawn}</svg>");
    }

    /// <summary>Actual and predicted boxes without names, for a thumbnail, which the image need not fill.</summary>
    public static Html Compare(int width, int height, IReadOnlyList<BoundingBox> actual, IReadOnlyList<BoundingBox> predicted) =>
        $"""
        <svg class="regions" viewBox="0 0 {width} {height}" aria-hidden="true">{actual.Select(box => Outline("edge", box))}{actual.Select(box => Outline("actual", box))}{predicted.Select(box => Outline("edge", box))}{predicted.Select(box => Outline("predicted", box))}</svg>
        """;

    /// <summary>The upper left corner and the size, as shares of the image.</summary>
    public static string Text(BoundingBox box) =>
        $"{Percent(box.Left)}, {Percent(box.Top)}; {Percent(box.Width)} × {Percent(box.Height)}";

    private static Html Draw(string tag, BoundingBox box) =>
        $"""
        {Outline("edge", box)}<rect {Place(box)}/><text x="{Percent(box.Left)}" y="{Percent(box.Top)}" dx="5" dy="16">{tag}</text>
        """;

    private static Html Outline(string kind, BoundingBox box) => $"<rect class=\"{kind}\" {Place(box)}/>";

    private static Html Place(BoundingBox box) =>
        $"""
        x="{Percent(box.Left)}" y="{Percent(box.Top)}" width="{Percent(box.Width)}" height="{Percent(box.Height)}"
        """;

    private static string Percent(float share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <summary>
/// A command to copy. Each word is an element of its own, so that a narrow page breaks lines between words: a browser would also break
/// a line after the dash of a parameter.
/// </summary>
internal static class CodeBlock
{
    /// <param name="further">The continuation lines of the command.</param>
    public static Html Render(string line, params string[] further) =>
        $"<pre><code>{Words(line)}{further.Select(next => Html.Of($"\n    {Words(next)}"))}</code></pre>";

    private static IEnumerable<Html> Words(string line) =>
        line.Split(' ').Select((word, index) => index == 0 ? Html.Of($"<span>{word}</span>") : Html.Of($" <span>{word}</span>"));
}
