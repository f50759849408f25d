namespace CustomVision.Help;

/// <summary>Generates the help file of the module from one page per cmdlet.</summary>
internal static class HelpFile
{
    /// <summary>The file name. PowerShell derives it from the name of the assembly that contains the cmdlets.</summary>
    public const string Name = "CustomVision.PowerShell.dll-Help.xml";

    /// <summary>Reads the pages of all cmdlets, ordered by name. Topics (about_*.md) aren't pages of cmdlets.</summary>
    /// <exception cref="PageException">A page doesn't have the expected structure.</exception>
    public static IReadOnlyList<HelpPage> ReadPages(string folder) =>
    [
        .. Directory.GetFiles(folder, "*-*.md")
            .Where(file => !Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(PageReader.Read),
    ];

    /// <summary>Returns the text of the help file. The same pages produce the same text on every machine.</summary>
    /// <exception cref="PageException">A page doesn't have the expected structure.</exception>
    public static string Generate(string folder) => MamlWriter.Write(ReadPages(folder));
}

/// <summary>A page doesn't have the expected structure. The message names the page and the problem.</summary>
internal sealed class PageException(string page, string problem) : Exception($"docs/en-US/{page}.md: {problem}")
{
    public string Page => page;

    public string Problem => problem;
}
