using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CustomVision.Help;

/// <summary>Reads the page of a cmdlet, which has the structure of PlatyPS schema 2.0.0.</summary>
internal static class PageReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    public static HelpPage Read(string file) => Read(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));

    public static HelpPage Read(string name, string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        if (!MarkdownSection.Split(document, 1).Select(section => section.Title).SequenceEqual([name]))
            throw new PageException(name, $"the page must have one heading of level 1, '# {name}'.");

        var sections = MarkdownSection.Split(document, 2);
        MarkdownSection Section(string title) => sections.SingleOrDefault(section => section.Title == title)
            ?? throw new PageException(name, $"the page must have the heading '## {title}' once.");
        IReadOnlyList<string> Paragraphs(string title) => MarkdownText.Paragraphs(name, Section(title).Content);

        var parameters = Section("PARAMETERS").Subsections(3)
            .Where(section => section.Title != "CommonParameters")
            .Select(section => Parameter(name, section))
            .ToList();
        var syntax = Section("SYNTAX").Subsections(3).Select(section => SyntaxReader.Read(name, section)).ToList();
        SyntaxReader.Validate(name, syntax, parameters);

        return new HelpPage(
            name,
            string.Join(' ', Paragraphs("SYNOPSIS")),
            Paragraphs("DESCRIPTION"),
            syntax,
            [.. Section("EXAMPLES").Subsections(3).Select(section => Example(name, section))],
            parameters,
            Types(name, Section("INPUTS")),
            Types(name, Section("OUTPUTS")),
            Paragraphs("NOTES"),
            Links(Section("RELATED LINKS")),
            FrontMatter(document, "online version"));
    }

    private static PageParameter Parameter(string page, MarkdownSection section)
    {
        if (!section.Title.StartsWith('-'))
            throw new PageException(page, $"'### {section.Title}' under PARAMETERS must be a parameter name that starts with a hyphen.");

        var blocks = section.Content.ToList();
        var metadata = blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "yaml").ToList();
        if (metadata.Count == 0)
            throw new PageException(page, $"{section.Title} has no YAML block.");
        return new PageParameter(
            section.Title[1..],
            MarkdownText.Paragraphs(page, blocks.Except(metadata)),
            [.. metadata.Select(block => Metadata(page, section.Title, MarkdownText.Code(block)))]);
    }

    // Paragraphs before the code are the introduction, and those after the code and its output are the remarks.
    private static PageExample Example(string page, MarkdownSection section)
    {
        var blocks = section.Content.ToList();
        var introduction = blocks.TakeWhile(block => block is not FencedCodeBlock).ToList();
        var code = blocks.Skip(introduction.Count).TakeWhile(block => block is FencedCodeBlock).Cast<FencedCodeBlock>().ToList();
        return new PageExample(
            section.Title,
            MarkdownText.Paragraphs(page, introduction),
            string.Join("\n\n", code.Select(MarkdownText.Code)),
            MarkdownText.Paragraphs(page, blocks.Skip(introduction.Count + code.Count)));
    }

    private static IReadOnlyList<PageType> Types(string page, MarkdownSection section) =>
        [.. section.Subsections(3).Select(type => new PageType(type.Title, MarkdownText.Paragraphs(page, type.Content)))];

    private static IReadOnlyList<PageLink> Links(MarkdownSection section) =>
    [
        .. section.Content.OfType<ParagraphBlock>()
            .SelectMany(paragraph => paragraph.Inline?.FindDescendants<LinkInline>() ?? [])
            .Select(link => new PageLink(MarkdownText.Inline(link), MarkdownText.IsWeb(link.Url) ? link.Url! : "")),
    ];

    private static string FrontMatter(MarkdownDocument document, string key)
    {
        var lines = document.OfType<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString() ?? "";
        return YamlLines(lines).FirstOrDefault(line => line.Key == key).Value ?? "";
    }

    private static ParameterDeclaration Metadata(string page, string parameter, string yaml)
    {
        var values = YamlLines(yaml).ToDictionary(line => line.Key, line => line.Value);
        string Value(string key) => values.Remove(key, out var value)
            ? value
            : throw new PageException(page, $"the YAML of {parameter} has no '{key}:'.");
        string[] List(string key) => Value(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool Boolean(string key) => Value(key) switch
        {
            "True" => true,
            "False" => false,
            var other => throw new PageException(page, $"'{key}' of {parameter} is '{other}'. It must be True or False."),
        };

        var metadata = new ParameterDeclaration(
            Value("Type"),
            List("Parameter Sets"),
            List("Aliases"),
            values.ContainsKey("Accepted values") ? List("Accepted values") : [],
            Boolean("Required"),
            Value("Position"),
            Value("Default value"),
            Value("Accept pipeline input"),
            Boolean("Accept wildcard characters"));

        if (values.Count > 0)
            throw new PageException(page, $"the YAML of {parameter} has the unknown key '{values.Keys.First()}:'.");
        return metadata;
    }

    // The pages use only one form of YAML: a key and a value per line.
    private static IEnumerable<KeyValuePair<string, string>> YamlLines(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                yield return new(line[..colon], line[(colon + 1)..].Trim());
        }
    }
}
