using System.Globalization;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Web;

/// <summary>
/// Precision and recall by probability threshold, as lines. They are drawn with attributes, for the reasons of <see cref="BarChart"/>.
/// The figures are in a table below.
/// </summary>
internal static class CurveChart
{
    private const int Width = 640;
    private const int Height = 280;
    private const int Left = 60;
    private const int Right = 28;
    private const int Top = 12;
    private const int Bottom = 44;

    private static readonly double[] Marks = [0, 0.25, 0.5, 0.75, 1];

    /// <param name="threshold">It is marked.</param>
    public static Html Render(IReadOnlyList<CurvePoint> curve, double threshold) =>
        $"""
        <svg class="curve" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="curve-title curve-text">
        <title id="curve-title">Precision and recall by probability threshold</title>
        <desc id="curve-text">{Describe(curve)}</desc>
        {Marks.Select(Mark)}
        <text x="{Left + (Width - Left - Right) / 2}" y="{Height - 4}" text-anchor="middle">Probability threshold</text>
        <line class="chosen" x1="{X(threshold)}" x2="{X(threshold)}" y1="{Top}" y2="{Height - Bottom}"/>
        <polyline class="precision" points="{Points(curve, point => point.Precision)}"/>
        <polyline class="recall" points="{Points(curve, point => point.Recall)}"/>
        </svg>
        <ul class="key"><li class="precision">Precision</li><li class="recall">Recall</li><li class="chosen">The threshold of this page</li></ul>
        <details>
        <summary>Figures by threshold</summary>
        <table class="figures">
        <caption>Precision and recall by probability threshold</caption>
        <thead><tr><th scope="col" class="number">Threshold</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th></tr></thead>
        <tbody>
        {curve.Select(Row)}
        </tbody>
        </table>
        </details>
        """;

    private static Html Mark(double share) =>
        $"""
        <line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(share)}" y2="{Y(share)}"/><text x="{Left - 8}" y="{Y(share)}" dy="4" text-anchor="end">{Short(share)}</text><text x="{X(share)}" y="{Height - Bottom + 18}" text-anchor="middle">{Short(share)}</text>

        """;

    private static Html Row(CurvePoint point) =>
        $"""
        <tr><th scope="row" class="number">{Short(point.Threshold)}</th><td class="number">{DisplayFormat.Percent(point.Precision)}</td><td class="number">{DisplayFormat.Percent(point.Recall)}</td></tr>

        """;

    private static string Describe(IReadOnlyList<CurvePoint> curve)
    {
        var (first, last) = (curve[0], curve[^1]);
        return $"From a threshold of {Short(first.Threshold)} to {Short(last.Threshold)}, precision goes from {DisplayFormat.Percent(first.Precision)} to {DisplayFormat.Percent(last.Precision)}, and recall from {DisplayFormat.Percent(first.Recall)} to {DisplayFormat.Percent(last.Recall)}. The table below has all figures.";
    }

    private static string Points(IReadOnlyList<CurvePoint> curve, Func<CurvePoint, double> share) =>
        string.Join(' ', curve.Select(point => $"{X(point.Threshold)},{Y(share(point))}"));

    private static string X(double threshold) => Number(Left + threshold * (Width - Left - Right));

    private static string Y(double share) => Number(Height - Bottom - share * (Height - Bottom - Top));

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
