using Markdig.Syntax;

namespace CustomVision.Help;

/// <summary>A heading and the blocks up to the next heading of the same or a higher level.</summary>
internal sealed class MarkdownSection(string title, IReadOnlyList<Block> blocks)
{
    public string Title => title;

    /// <summary>The blocks before the first subheading.</summary>
    public IEnumerable<Block> Content => blocks.TakeWhile(block => block is not HeadingBlock);

    public static IReadOnlyList<MarkdownSection> Split(IEnumerable<Block> blocks, int level)
    {
        var sections = new List<MarkdownSection>();
        List<Block>? content = null;
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level <= level)
            {
                content = [];
                if (heading.Level == level)
                    sections.Add(new MarkdownSection(MarkdownText.Inline(heading.Inline), content));
            }
            else
            {
                content?.Add(block);
            }
        }
        return sections;
    }

    public IReadOnlyList<MarkdownSection> Subsections(int level) => Split(blocks, level);
}
