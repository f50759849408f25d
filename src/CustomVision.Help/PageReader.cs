using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CustomVision.Help;

/// <summary>Reads the page of a cmdlet, which is laid out in PlatyPS's schema 2.0.0.</summary>
internal static class PageReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    public static CommandPage Read(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return Read(name, File.ReadAllText(file));
    }

    public static CommandPage Read(string name, string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        if (!PageSection.Of(document, 1).Select(section => section.Title).SequenceEqual([name]))
            throw new PageException(name, $"its one first heading must be '# {name}'.");

        var sections = PageSection.Of(document, 2);
        PageSection Section(string title) => sections.SingleOrDefault(section => section.Title == title)
            ?? throw new PageException(name, $"'## {title}' must stand there once.");
        IReadOnlyList<string> Own(string title) => PageText.Paragraphs(name, Section(title).Own);

        var parameters = Section("PARAMETERS").Below(3)
            .Where(section => section.Title != "CommonParameters")
            .Select(section => Parameter(name, section))
            .ToList();
        var syntax = Section("SYNTAX").Below(3).Select(section => SyntaxReader.Read(name, section)).ToList();
        SyntaxReader.Compare(name, syntax, parameters);

        return new CommandPage(
            name,
            string.Join(' ', Own("SYNOPSIS")),
            Own("DESCRIPTION"),
            syntax,
            [.. Section("EXAMPLES").Below(3).Select(section => Example(name, section))],
            parameters,
            Types(name, Section("INPUTS")),
            Types(name, Section("OUTPUTS")),
            Own("NOTES"),
            Links(Section("RELATED LINKS")),
            FrontMatter(document, "online version"));
    }

    private static PageParameter Parameter(string page, PageSection section)
    {
        if (!section.Title.StartsWith('-'))
            throw new PageException(page, $"'### {section.Title}' under PARAMETERS must be the name of a parameter, with its dash.");

        var blocks = section.Own.ToList();
        var facts = blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "yaml").ToList();
        if (facts.Count == 0)
            throw new PageException(page, $"{section.Title} has no yaml block.");
        return new PageParameter(
            section.Title[1..],
            PageText.Paragraphs(page, blocks.Except(facts)),
            [.. facts.Select(block => ParameterFactsReader.Read(page, section.Title, PageText.Code(block)))]);
    }

    // The code with its output stands first, maybe after a paragraph that leads up to it; what follows speaks of it.
    private static PageExample Example(string page, PageSection section)
    {
        var blocks = section.Own.ToList();
        var introduction = blocks.TakeWhile(block => block is not FencedCodeBlock).ToList();
        var code = blocks.Skip(introduction.Count).TakeWhile(block => block is FencedCodeBlock).Cast<FencedCodeBlock>().ToList();
        return new PageExample(
            section.Title,
            PageText.Paragraphs(page, introduction),
            string.Join("\n\n", code.Select(PageText.Code)),
            PageText.Paragraphs(page, blocks.Skip(introduction.Count + code.Count)));
    }

    private static IReadOnlyList<PageType> Types(string page, PageSection section) =>
        [.. section.Below(3).Select(type => new PageType(type.Title, PageText.Paragraphs(page, type.Own)))];

    private static IReadOnlyList<PageLink> Links(PageSection section) =>
    [
        .. section.Own.OfType<ParagraphBlock>()
            .SelectMany(paragraph => paragraph.Inline?.FindDescendants<LinkInline>() ?? [])
            .Select(link => new PageLink(PageText.Inline(link), PageText.IsWeb(link.Url) ? link.Url! : "")),
    ];

    private static string FrontMatter(MarkdownDocument document, string key)
    {
        var lines = document.OfType<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString() ?? "";
        return YamlLines.Read(lines).FirstOrDefault(line => line.Key == key).Value ?? "";
    }
}
