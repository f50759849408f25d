using System.Xml.Linq;
using CustomVision.Help;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>The page reader reads the structure of a page, and its errors name the problem.</summary>
public sealed class PageReaderTests
{
    private const string Facts =
        """
        Type: String
        Parameter Sets: One
        Aliases: Alias

        Required: True
        Position: 0
        Default value: None
        Accept pipeline input: False
        Accept wildcard characters: False
        """;

    [Fact]
    public void A_parameter_may_differ_from_set_to_set()
    {
        var other = Facts.Replace("Sets: One", "Sets: Other", StringComparison.Ordinal)
            .Replace("Required: True", "Required: False", StringComparison.Ordinal)
            .Replace("Position: 0", "Position: Named", StringComparison.Ordinal);
        var page = Page("### One (Default)\n\n```\nGet-Thing [-Name] <String>\n```\n\n### Other\n\n```\nGet-Thing [-Name <String>]\n```", Yaml(Facts) + Yaml(other));

        var name = PageReader.Read("Get-Thing", page).Parameters.Single();

        Assert.True(name.In("One")!.Required);
        Assert.False(name.In("Other")!.Required);
        Assert.Equal(["What it is."], name.Description);
    }

    [Fact]
    public void Markdown_becomes_plain_text_and_a_list_becomes_one_paragraph()
    {
        var page = Page(description: "It **is** `a` [link](Other.md)\nto [there](https://example.org/).\n\n- one\n- two\n  - inner\n\n```\ncode  as is\n```");

        var read = PageReader.Read("Get-Thing", page);

        Assert.Equal(["It is a link to there (https://example.org/).", "- one\n- two\n  - inner", "code  as is"], read.Description);
    }

    [Fact]
    public void Code_and_output_of_an_example_are_followed_by_its_remarks()
    {
        var example = PageReader.Read("Get-Thing", Page()).Examples.Single();

        Assert.Equal("Get-Thing |\n    Out-Null\n\nName\n----", example.Code);
        Assert.Equal(["Afterwards."], example.Remarks);
        Assert.Empty(example.Introduction);
    }

    [Fact]
    public void The_address_of_the_page_is_the_first_link_for_Get_Help_Online()
    {
        var page = Page().Replace("online version:", "online version: https://example.org/Get-Thing", StringComparison.Ordinal);

        var links = XDocument.Parse(MamlWriter.Write([PageReader.Read("Get-Thing", page)])).Descendants()
            .Where(element => element.Name.LocalName == "navigationLink")
            .Select(link => link.Value);

        Assert.Equal(["Online Version:https://example.org/Get-Thing", "Other"], links);
    }

    [Theory]
    [InlineData("[-Name] <String>", "[-Name <String>]", "-Name in the set One is '[-Name <String>]' under SYNTAX but '[-Name] <String>' according to its YAML.")]
    [InlineData("[-Name] <String>", "[-Name] <Guid>", "-Name in the set One is '[-Name] <Guid>' under SYNTAX but '[-Name] <String>' according to its YAML.")]
    [InlineData("[-Name] <String>", "[-Name] <String> [-Force]", "-Force is in the set One under SYNTAX but not under PARAMETERS.")]
    [InlineData("[-Name] <String>", "", "-Name is in the set One under PARAMETERS but not under SYNTAX.")]
    [InlineData("Sets: One", "Sets: One, Two", "-Name has the parameter set 'Two', which isn't under SYNTAX.")]
    [InlineData("Required: True", "Required: yes", "'Required' of -Name is 'yes'. It must be True or False.")]
    [InlineData("Position: 0\n", "", "the YAML of -Name has no 'Position:'.")]
    [InlineData("## NOTES", "## NOTE", "the page must have the heading '## NOTES' once.")]
    [InlineData("# Get-Thing\n", "# Get-Things\n", "the page must have one heading of level 1, '# Get-Thing'.")]
    [InlineData("What it does.", "| a | b |", "is a table, which Get-Help can't show. Use a list.")]
    public void The_error_of_an_invalid_page_names_the_problem(string right, string wrong, string message)
    {
        var page = Page();
        Assert.Contains(right, page, StringComparison.Ordinal);

        var problem = Assert.Throws<PageException>(() => PageReader.Read("Get-Thing", page.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.StartsWith("docs/en-US/Get-Thing.md: ", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static string Yaml(string facts) => $"```yaml\n{facts}\n```\n\n";

    private static string Page(
        string syntax = "### One (Default)\n\n```\nGet-Thing [-Name] <String>\n [<CommonParameters>]\n```", string? yaml = null, string description = "What it does.") =>
        $"""
        ---
        online version:
        ---

        # Get-Thing

        ## SYNOPSIS

        Gets it.

        ## SYNTAX

        {syntax}

        ## DESCRIPTION

        {description}

        ## EXAMPLES

        ### Example 1: One

        ```powershell
        Get-Thing |
            Out-Null
        ```

        ```output
        Name
        ----
        ```

        Afterwards.

        ## PARAMETERS

        ### -Name

        What it is.

        {yaml ?? Yaml(Facts)}

        ### CommonParameters

        These.

        ## INPUTS

        ### None

        No.

        ## OUTPUTS

        ### System.String

        Yes.

        ## NOTES

        A note.

        ## RELATED LINKS

        [Other](Other.md)
        """.ReplaceLineEndings("\n");
}
