using CustomVision.Tests;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CustomVision.PowerShell.Tests.Help;

public sealed class LinkTests
{
    public static TheoryData<string> Pages =>
    [
        .. Directory.GetFiles(Repository.Root, "*.md")
            .Concat(new[] { "docs", "samples", "src", "bench", "tests" }.SelectMany(folder =>
                Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_that_stays_in_the_checkout_leads_to_something(string page)
    {
        var file = Path.Combine(Repository.Root, page);

        var targets = Markdown.Parse(File.ReadAllText(file)).Descendants<LinkInline>()
            .Select(link => link.Url ?? "")
            .Where(address => !Uri.TryCreate(address, UriKind.Absolute, out _))
            .Select(address => Path.Combine(Path.GetDirectoryName(file)!, address.Split('#')[0]));

        Assert.All(targets, target => Assert.True(Path.Exists(target), $"{page} links to {Path.GetRelativePath(Repository.Root, target)}, which is not there."));
    }
}
