using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CustomVision.Help;

/// <summary>Converts Markdown to plain text, with one string per paragraph, list or code block.</summary>
internal static class MarkdownText
{
    public static IReadOnlyList<string> Paragraphs(string page, IEnumerable<Block> blocks) =>
        [.. blocks.Select(block => Paragraph(page, block))];

    public static string Code(FencedCodeBlock block) => block.Lines.ToString().ReplaceLineEndings("\n").TrimEnd();

    public static string Inline(ContainerInline? container)
    {
        var text = new StringBuilder();
        foreach (var inline in container ?? [])
            Append(text, inline);
        return text.ToString().Trim();
    }

    private static string Paragraph(string page, Block block) => block switch
    {
        ParagraphBlock paragraph => Text(page, paragraph),
        FencedCodeBlock code => Code(code),
        ListBlock list => List(page, list, ""),
        _ => throw new PageException(page, $"line {block.Line + 1} contains a block that Get-Help can't show. Use paragraphs, lists and fenced code."),
    };

    private static string Text(string page, ParagraphBlock paragraph)
    {
        var text = Inline(paragraph.Inline);
        if (text.StartsWith('|'))
            throw new PageException(page, $"line {paragraph.Line + 1} is a table, which Get-Help can't show. Use a list.");
        return text;
    }

    // A list becomes one paragraph with a line per item, because PowerShell puts empty lines between paragraphs.
    private static string List(string page, ListBlock list, string indent)
    {
        var lines = new List<string>();
        var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            foreach (var part in item)
            {
                lines.Add(part is ListBlock inner ? List(page, inner, indent + "  ") : indent + mark + Paragraph(page, part));
                mark = new string(' ', mark.Length);
            }
        }
        return string.Join('\n', lines);
    }

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.ToString());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.ToString());
                break;
            case HtmlInline tag:
                text.Append(tag.Tag);
                break;
            case AutolinkInline address:
                text.Append(address.Url);
                break;
            case LinkInline link:
                AppendLink(text, link);
                break;
            case ContainerInline container:
                foreach (var part in container)
                    Append(text, part);
                break;
        }
    }

    private static void AppendLink(StringBuilder text, LinkInline link)
    {
        var linkText = Inline(link);
        text.Append(linkText);
        if (IsWeb(link.Url) && link.Url != linkText)
            text.Append(CultureInfo.InvariantCulture, $" ({link.Url})");
    }

    public static bool IsWeb(string? address) =>
        address is not null && address.StartsWith("https://", StringComparison.Ordinal);
}
