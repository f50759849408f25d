using System.Globalization;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Web;

/// <summary>Precision and recall, as bars with their figures.</summary>
internal static class Measures
{
    public const double DefaultThreshold = 0.5;

    public static Html Explained(double threshold) =>
        $"""
        <p class="about">Precision: of what was predicted, the share that was right. Recall: of what should have been predicted, the
        share that was. Both by cross-validation, where a tag counts as predicted from {threshold.ToString("0 %", CultureInfo.InvariantCulture)} on; the line
        across the end of a bar is the standard deviation between its parts.</p>
        """;

    public static Html Overall(PrecisionAndRecall figures) =>
        $"""
        <dl class="measures">
        <div><dt>Precision</dt><dd>{Precision(figures)}</dd></div>
        <div><dt>Recall</dt><dd>{Recall(figures)}</dd></div>
        </dl>
        """;

    public static Html Precision(PrecisionAndRecall figures) => One(figures.Precision, figures.PrecisionStdDeviation, "precision");

    public static Html Recall(PrecisionAndRecall figures) => One(figures.Recall, figures.RecallStdDeviation, "recall");

    private static Html One(double share, double deviation, string kind) =>
        $"""
        {Bar.Of(share, deviation, kind)}<span class="figure">{DisplayFormat.Percent(share)} <small>± {DisplayFormat.Percent(deviation)}</small></span>
        """;
}
