using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>Get-Help shows the pages and topics of the built module.</summary>
public sealed class GetHelpTests : IDisposable
{
    // The width prevents line breaks, which the engine otherwise inserts within words.
    private readonly Session session = Session.Reusable(width: 4000);

    public static TheoryData<string> Cmdlets => ModuleTests.Cmdlets;

    public static TheoryData<string> Topics =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "about_*.md").Select(file => Path.GetFileNameWithoutExtension(file))];

    public void Dispose() => session.Dispose();

    [Fact]
    public void Get_Help_Full_shows_the_page()
    {
        var shown = session.Screen("Get-Help Add-CVTrainingImage -Full");

        Assert.Contains("Uploads images to a project and returns one result per image.", shown, StringComparison.Ordinal);
        Assert.Contains("Add-CVTrainingImage [-Path] <String[]> -ProjectId <NameOrId> [-TagId <NameOrId[]>]", shown, StringComparison.Ordinal);
        Assert.Contains("The cmdlet returns exactly one ImageCreateResult per input, in input order", shown, StringComparison.Ordinal);
        Assert.Contains("Specifies the maximum number of images in one request, from 1 to 64.", shown, StringComparison.Ordinal);
        Assert.Matches(@"-BatchSize <Int32>[^<]+Required\? +false\s+Position\? +named\s+Default value +64\s", shown);
        Assert.Contains("--- Example 3: Tag images by folder ---", shown, StringComparison.Ordinal);
        Assert.Contains("    Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag |\n", shown, StringComparison.Ordinal);
        Assert.Matches(@"Count Name\s+----- ----\s+36 OK\s+Each image gets a tag", shown);
        Assert.Contains("- OKDuplicate: the project already had the image.", shown, StringComparison.Ordinal);
        Assert.Matches(@"RELATED LINKS\s+Online Version: https://learn\.microsoft\.com/\S+\s+Get-CVTrainingImage", shown);
    }

    [Fact]
    public void Get_Help_shows_the_values_that_a_parameter_accepts()
    {
        Assert.Contains("[-OrderBy {Newest | Oldest}]", session.Screen("Get-Help Get-CVTrainingImage"), StringComparison.Ordinal);
        Assert.Contains("Accepted values: Newest, Oldest", session.Screen("Get-Help Get-CVTrainingImage -Parameter OrderBy"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Get_Help_finds_the_help_of_each_cmdlet(string name)
    {
        var help = session.Output($"Get-Help {name}").Single();

        Assert.StartsWith("MamlCommandHelpInfo", help.TypeNames[0], StringComparison.Ordinal);
        Assert.Equal(CustomVision.Help.PageReader.Read(Page(name)).OnlineVersion, session.Output($"(Get-Command {name}).HelpUri").Single().ToString()); // for Get-Help -Online
        Assert.Contains(CustomVision.Help.PageReader.Read(Page(name)).Synopsis, help.Properties["Synopsis"].Value.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Get_Help_shows_each_topic(string topic)
    {
        var shown = session.Screen($"Get-Help {topic}");

        Assert.StartsWith($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n", shown.TrimStart(), StringComparison.Ordinal);
    }

    private static string Page(string name) => Path.Combine(Repository.Root, "docs", "en-US", $"{name}.md");
}
