using System.Globalization;
using System.Text;
using CustomVision.Models;

namespace CustomVision.PowerShell.Formats;

/// <summary>
/// Formats the performance of an iteration with a line per tag and a line for all tags. The tag name is the last column, so that
/// its width doesn't affect the others.
/// </summary>
public static class PerformanceTable
{
    /// <param name="performance">The performance.</param>
    /// <param name="encoding">The encoding of the host.</param>
    /// <param name="useColor">Whether to use colors.</param>
    public static IReadOnlyList<string> Lines(IterationPerformance performance, Encoding encoding, bool useColor)
    {
        var lines = new List<string>
        {
            string.Format(CultureInfo.CurrentCulture, "{0}, threshold {1}", performance, performance.Threshold),
            "",
            Line("Precision".PadRight(PercentageBar.Width), "+/-".PadLeft(7), "Recall".PadRight(PercentageBar.Width), "+/-".PadLeft(7), "Tag"),
            Line("---------".PadRight(PercentageBar.Width), "---".PadLeft(7), "------".PadRight(PercentageBar.Width), "---".PadLeft(7), "---"),
        };
        foreach (var tag in performance.PerTagPerformance)
            lines.Add(Values(tag.Precision, tag.PrecisionStdDeviation, tag.Recall, tag.RecallStdDeviation, $"{tag}"));
        lines.Add(Values(
            performance.Precision, performance.PrecisionStdDeviation, performance.Recall, performance.RecallStdDeviation, "(all tags)"));
        return lines;

        string Values(double precision, double precisionDeviation, double recall, double recallDeviation, string tag) => Line(
            PercentageBar.Of(precision, encoding, useColor),
            PercentageBar.Number(precisionDeviation),
            PercentageBar.Of(recall, encoding, useColor),
            PercentageBar.Number(recallDeviation),
            tag);
    }

    private static string Line(string precision, string precisionDeviation, string recall, string recallDeviation, string tag) =>
        $"{precision} {precisionDeviation}  {recall} {recallDeviation}  {tag}";
}
