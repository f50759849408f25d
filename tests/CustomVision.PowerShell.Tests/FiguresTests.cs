using System.Text.RegularExpressions;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>docs/figures.md is the only source of measured figures. Other pages quote it word for word or link to it.</summary>
public sealed partial class FiguresTests
{
    private static readonly string Figures = File.ReadAllText(Path.Combine(Repository.Root, "docs", "figures.md"));

    public static TheoryData<string> Pages() =>
    [
        .. from file in Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
           where Path.GetFileName(file) is not "figures.md"
           select Path.GetRelativePath(Repository.Root, file),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_quotes_measured_figures_word_for_word(string page) =>
        Assert.Empty(Unknown(File.ReadAllLines(Path.Combine(Repository.Root, page))));

    [Fact]
    public void A_figure_that_is_not_in_the_source_is_found()
    {
        var row = Figures.Split('\n').First(line => line.StartsWith('|') && MeasuredFigure().IsMatch(line));

        Assert.Empty(Unknown(["| bench | what | goal | found |", "| --- | --- | --- | --- |", row]));
        Assert.Equal(["| `rate` | invented | 9 | 10 |"], Unknown(["| bench | what | goal | found |", "| --- | --- | --- | --- |", "| `rate` | invented | 9 | 10 |"]));
        Assert.Equal(["123456 images per second"], Unknown(["It uploads 123456 images per second."]));
    }

    /// <summary>The rows of tables with a column "found", and the figures in other text, that docs/figures.md does not have.</summary>
    private static IEnumerable<string> Unknown(IReadOnlyList<string> lines)
    {
        var inFigures = false;
        foreach (var line in lines)
        {
            inFigures = line.StartsWith('|') && (inFigures || FoundColumn().IsMatch(line));
            if (inFigures && !FoundColumn().IsMatch(line) && !line.StartsWith("| ---", StringComparison.Ordinal))
            {
                if (!Figures.Contains(line.TrimEnd(), StringComparison.Ordinal))
                    yield return line;
                continue;
            }

            foreach (Match figure in MeasuredFigure().Matches(line))
                if (!Figures.Contains(figure.Value, StringComparison.Ordinal))
                    yield return figure.Value;
        }
    }

    [GeneratedRegex(@"\|\s*found\s*\|\s*$")]
    private static partial Regex FoundColumn();

    // What benches measure: rates, ratios and growth. Limits and settings have other units.
    [GeneratedRegex(@"\b[0-9][0-9.,]* (images (a|per) second|MB more|ms more|times (the|as|a bare|Azurite))")]
    private static partial Regex MeasuredFigure();
}
