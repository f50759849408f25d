using System.Globalization;
using CustomVision.Models;

namespace CustomVision.Reports;

/// <summary>The drawings of a report, as SVG. Each has its figures beside it as text, for readers who don't see it.</summary>
internal static class ReportCharts
{
    private const int Width = 640;
    private const int Height = 308;
    private const int Left = 60;
    private const int Bottom = 48;
    private const int Top = 12;
    private const int Right = 28;

    /// <summary>Precision and recall by threshold, with axes. The threshold of the report is marked.</summary>
    public static Markup Curve(IReadOnlyList<IterationPerformance> curve, double threshold)
    {
        (double Threshold, double Share)[] precision = [.. curve.Select(point => (point.Threshold, point.Precision))];
        (double Threshold, double Share)[] recall = [.. curve.Select(point => (point.Threshold, point.Recall))];
        return Markup.Of($"""
            <svg class="curve" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="curve-title curve-text">
            <title id="curve-title">Precision and recall by probability threshold</title>
            <desc id="curve-text">{Describe(curve)} The table below has all figures.</desc>
            {new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(HorizontalLine)}
            {new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(VerticalLabel)}
            <text class="axis" x="{Left + ((Width - Left - Right) / 2)}" y="{Height - 4}" text-anchor="middle">Probability threshold</text>
            <line class="chosen" x1="{X(threshold):0.#}" x2="{X(threshold):0.#}" y1="{Top}" y2="{Height - Bottom}"/>
            <polyline class="precision" points="{Points(precision, X, Y)}"/>
            <polyline class="recall" points="{Points(recall, X, Y)}"/>
            </svg>
            <p class="key"><span class="precision-key">Precision</span> <span class="recall-key">Recall</span> <span class="chosen-key">Threshold of this report: {Percent(threshold)}</span></p>
            """);
    }

    /// <summary>The curves of one tag, without axes. They are hidden from screen readers, because the row has the figures.</summary>
    public static Markup Sparkline(IReadOnlyList<(double Threshold, double Precision, double Recall)> curve)
    {
        (double Threshold, double Share)[] precision = [.. curve.Select(point => (point.Threshold, point.Precision))];
        (double Threshold, double Share)[] recall = [.. curve.Select(point => (point.Threshold, point.Recall))];
        return Markup.Of($"""
            <svg class="sparkline" viewBox="0 0 120 36" aria-hidden="true"><rect width="120" height="36"/><polyline class="precision" points="{Points(precision, SparkX, SparkY)}"/><polyline class="recall" points="{Points(recall, SparkX, SparkY)}"/></svg>
            """);

        static double SparkX(double threshold) => threshold * 120;
        static double SparkY(double share) => 34 - (share * 32);
    }

    /// <summary>The regions and predicted boxes of an image, over it.</summary>
    public static Markup Boxes(ImagePerformance image, double threshold)
    {
        var actual = image.Regions.Select(region => Box("actual", region.TagName ?? "", region.GetBoundingBox()));
        var predicted = image.Predictions.Where(prediction => prediction.BoundingBox is not null && prediction.Probability >= threshold)
            .Select(prediction => Box("predicted", $"{prediction.TagName} {Percent(prediction.Probability)}", prediction.BoundingBox!));
        return Markup.Of($"""<svg class="boxes" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{actual.Concat(predicted)}</svg>""");
    }

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "\u00A0%";

    // The edge makes a box visible on images of any colour.
    private static Markup Box(string kind, string title, BoundingBox box)
    {
        var place = Markup.Of($"""
            x="{box.Left * 100:0.##}" y="{box.Top * 100:0.##}" width="{box.Width * 100:0.##}" height="{box.Height * 100:0.##}"
            """);
        return Markup.Of($"""<rect class="edge" {place}/><rect class="{kind}" {place}><title>{title}</title></rect>""");
    }

    private static string Describe(IReadOnlyList<IterationPerformance> curve)
    {
        var (first, last) = (curve[0], curve[curve.Count - 1]);
        return $"From a threshold of {Percent(first.Threshold)} to {Percent(last.Threshold)}, precision goes from {Percent(first.Precision)} to {Percent(last.Precision)}, and recall from {Percent(first.Recall)} to {Percent(last.Recall)}.";
    }

    private static Markup HorizontalLine(double share) => Markup.Of(
        $"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(share):0.#}" y2="{Y(share):0.#}"/><text class="axis" x="{Left - 6}" y="{Y(share) + 4:0.#}" text-anchor="end">{share * 100:0} %</text>""");

    private static Markup VerticalLabel(double threshold) => Markup.Of(
        $"""<text class="axis" x="{X(threshold):0.#}" y="{Height - Bottom + 18}" text-anchor="middle">{threshold * 100:0} %</text>""");

    private static double X(double threshold) => Left + (threshold * (Width - Left - Right));

    private static double Y(double share) => Height - Bottom - (share * (Height - Bottom - Top));

    private static string Points(IEnumerable<(double Threshold, double Share)> points, Func<double, double> x, Func<double, double> y) =>
        string.Join(" ", points.Select(point => FormattableString.Invariant($"{x(point.Threshold):0.#},{y(point.Share):0.#}")));
}
