using Markdig.Syntax;

namespace CustomVision.Help;

/// <summary>A heading with what stands below it, down to the next heading of its level or above.</summary>
internal sealed class PageSection(string title, IReadOnlyList<Block> blocks)
{
    public string Title => title;

    /// <summary>What stands before the first heading below.</summary>
    public IEnumerable<Block> Own => blocks.TakeWhile(block => block is not HeadingBlock);

    public static IReadOnlyList<PageSection> Of(IEnumerable<Block> blocks, int level)
    {
        var sections = new List<PageSection>();
        List<Block>? content = null;
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level <= level)
            {
                content = [];
                if (heading.Level == level)
                    sections.Add(new PageSection(PageText.Inline(heading.Inline), content));
            }
            else
            {
                content?.Add(block);
            }
        }
        return sections;
    }

    public IReadOnlyList<PageSection> Below(int level) => Of(blocks, level);
}
