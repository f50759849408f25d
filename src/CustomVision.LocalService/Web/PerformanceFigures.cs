using System.Globalization;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Web;

/// <summary>Precision, recall and average precision as bars with their figures.</summary>
internal static class PerformanceFigures
{
    public const double DefaultThreshold = 0.5;

    public static Html Explanation(double threshold) =>
        $"""
        <p class="about">Precision is the share of the predicted tags that are correct. Recall is the share of the actual tags that are predicted. Both
        come from cross-validation with a probability threshold of {threshold.ToString("0 %", CultureInfo.InvariantCulture)}. The line across the end of a bar is
        the standard deviation between the folds. Average precision doesn't depend on the threshold.</p>
        """;

    public static Html Overall(PrecisionAndRecall figures) =>
        $"""
        <dl class="measures">
        <div><dt>Precision</dt><dd>{Precision(figures)}</dd></div>
        <div><dt>Recall</dt><dd>{Recall(figures)}</dd></div>
        <div><dt>Average precision</dt><dd>{AveragePrecision(figures)}</dd></div>
        </dl>
        """;

    public static Html Precision(PrecisionAndRecall figures) => One(figures.Precision, figures.PrecisionStdDeviation, "precision");

    public static Html Recall(PrecisionAndRecall figures) => One(figures.Recall, figures.RecallStdDeviation, "recall");

    public static Html AveragePrecision(PrecisionAndRecall figures) =>
        $"""
        {BarChart.Render(figures.AveragePrecision, 0, "average")}<span class="figure">{DisplayFormat.Percent(figures.AveragePrecision)}</span>
        """;

    private static Html One(double share, double deviation, string kind) =>
        $"""
        {BarChart.Render(share, deviation, kind)}<span class="figure">{DisplayFormat.Percent(share)} <small>± {DisplayFormat.Percent(deviation)}</small></span>
        """;
}
