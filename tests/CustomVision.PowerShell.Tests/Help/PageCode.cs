using Markdig;
using Markdig.Syntax;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>The commands in a page.</summary>
internal static class PageCode
{
    public static IEnumerable<string> PowerShell(string file) =>
        Markdown.Parse(File.ReadAllText(file)).Descendants<FencedCodeBlock>()
            .Where(block => block.Info == "powershell")
            .Select(block => block.Lines.ToString());
}
