using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>What Get-Help shows of the module as shipped.</summary>
public sealed class GetHelpTests : IDisposable
{
    // So wide that no line is broken: without a language, the engine breaks lines within words.
    private readonly Session session = new(width: 4000);

    public static TheoryData<string> Cmdlets => ModuleTests.Cmdlets;

    public static TheoryData<string> Topics =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "about_*.md").Select(file => Path.GetFileNameWithoutExtension(file))];

    public void Dispose() => session.Dispose();

    [Fact]
    public void Get_Help_Full_shows_what_the_page_says()
    {
        var shown = session.Screen("Get-Help Add-CVTrainingImage -Full");

        Assert.Contains("Uploads training images to a project, and says of each what became of it.", shown, StringComparison.Ordinal);
        Assert.Contains("Add-CVTrainingImage [-Path] <String[]> -ProjectId <NameOrId> [-TagId <NameOrId[]>]", shown, StringComparison.Ordinal);
        Assert.Contains("Every input comes out exactly once, in input order, as one ImageCreateResult", shown, StringComparison.Ordinal);
        Assert.Contains("The most images in one request, 1 to 64.", shown, StringComparison.Ordinal);
        Assert.Matches(@"-BatchSize <Int32>[^-]+Required\? +false\s+Position\? +named\s+Default value +64\s", shown);
        Assert.Contains("--- Example 3: One tag for each folder ---", shown, StringComparison.Ordinal);
        Assert.Contains("    Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag |\n", shown, StringComparison.Ordinal);
        Assert.Matches(@"Count Name\s+----- ----\s+36 OK\s+Each image gets the tag", shown);
        Assert.Contains("- OKDuplicate: it had the image already.", shown, StringComparison.Ordinal);
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
        Assert.Equal(CustomVision.Help.PageReader.Read(Page(name)).OnlineVersion, session.Output($"(Get-Command {name}).HelpUri").Single().ToString()); // where -Online goes
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
