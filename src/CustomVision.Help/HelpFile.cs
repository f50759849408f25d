namespace CustomVision.Help;

/// <summary>The one help file of the module, made from one page per cmdlet.</summary>
internal static class HelpFile
{
    /// <summary>PowerShell looks for the file by the name of the assembly with the cmdlets.</summary>
    public const string Name = "CustomVision.PowerShell.dll-Help.xml";

    /// <summary>What to type when the file is not what the pages say.</summary>
    public const string Command = "dotnet run --project src/CustomVision.Help";

    public static string PageFolder(string checkout) => Path.Combine(checkout, "docs", "en-US");

    /// <summary>The pages of cmdlets in a folder, by name. What starts with about_ is no page of a cmdlet.</summary>
    public static IReadOnlyList<CommandPage> ReadPages(string folder) =>
    [
        .. Directory.GetFiles(folder, "*-*.md")
            .Where(file => !Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(PageReader.Read),
    ];

    /// <summary>The text of the help file: the same pages give the same bytes on every machine.</summary>
    /// <exception cref="PageException">A page is not laid out as its neighbours.</exception>
    public static string Generate(string folder, out int pages)
    {
        var read = ReadPages(folder);
        pages = read.Count;
        return MamlWriter.Write(read);
    }
}
