using System.Globalization;
using System.Text;
using CustomVision.Models;

namespace CustomVision.PowerShell.Formats;

/// <summary>
/// How the performance of an iteration shows: a line for each tag and one for all. The name of the tag comes last, so that no
/// name, however long or wide, moves the bars.
/// </summary>
public static class PerformanceTable
{
    /// <param name="performance">The performance.</param>
    /// <param name="screen">What the screen understands.</param>
    /// <param name="coloured">Whether to colour the bars.</param>
    public static IReadOnlyList<string> Lines(IterationPerformance performance, Encoding screen, bool coloured)
    {
        var lines = new List<string>
        {
            string.Format(CultureInfo.CurrentCulture, "{0}, threshold {1}", performance, performance.Threshold),
            "",
            Line("Precision".PadRight(ShareBar.Width), "+/-".PadLeft(7), "Recall".PadRight(ShareBar.Width), "+/-".PadLeft(7), "Tag"),
            Line("---------".PadRight(ShareBar.Width), "---".PadLeft(7), "------".PadRight(ShareBar.Width), "---".PadLeft(7), "---"),
        };
        foreach (var tag in performance.PerTagPerformance)
            lines.Add(Measured(tag.Precision, tag.PrecisionStdDeviation, tag.Recall, tag.RecallStdDeviation, $"{tag}"));
        lines.Add(Measured(
            performance.Precision, performance.PrecisionStdDeviation, performance.Recall, performance.RecallStdDeviation, "(all tags)"));
        return lines;

        string Measured(double precision, double precisionDeviation, double recall, double recallDeviation, string tag) => Line(
            ShareBar.Of(precision, screen, coloured),
            ShareBar.Number(precisionDeviation),
            ShareBar.Of(recall, screen, coloured),
            ShareBar.Number(recallDeviation),
            tag);
    }

    private static string Line(string precision, string precisionDeviation, string recall, string recallDeviation, string tag) =>
        $"{precision} {precisionDeviation}  {recall} {recallDeviation}  {tag}";
}
