using System.Xml.Linq;
using CustomVision.Help;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>The cmdlets, their pages and the generated help file agree.</summary>
public sealed class HelpTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "en-US");
    private static readonly string Staged = Path.Combine(Repository.Module, "en-US");

    private static readonly Lazy<Dictionary<string, XElement>> Commands = new(() => HelpParameter.Commands(Path.Combine(Staged, HelpFile.Name)));

    private readonly Session session = Session.Reusable();

    public static TheoryData<string> Cmdlets => ModuleTests.Cmdlets;

    public void Dispose() => session.Dispose();

    [Fact]
    public void The_build_generates_the_help_file_and_stages_it_with_the_topics()
    {
        var expected = Directory.GetFiles(Folder, "about_*.md")
            .Select(file => Path.GetFileNameWithoutExtension(file) + ".help.txt")
            .Append(HelpFile.Name);

        Assert.Equal(expected.Order(), Directory.GetFiles(Staged).Select(Path.GetFileName).Order());
        Assert.Equal(HelpFile.Generate(Folder), File.ReadAllText(Path.Combine(Staged, HelpFile.Name)));
    }

    [Fact]
    public void Each_page_and_each_part_of_the_help_file_belongs_to_a_cmdlet()
    {
        var cmdlets = Cmdlets.Select(row => row.Data).Order(StringComparer.Ordinal);

        Assert.Equal(cmdlets, HelpFile.ReadPages(Folder).Select(page => page.Name));
        Assert.Equal(cmdlets, Commands.Value.Keys);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_describes_each_parameter_of_each_set_as_the_cmdlet_declares_it(string name)
    {
        var real = HelpParameter.Of(Imported(name)).ToList();
        var documented = HelpParameter.Of(Page(name)).ToList();

        var differences = real.Except(documented).Select(line => $"cmdlet: {line}")
            .Concat(documented.Except(real).Select(line => $"page:   {line}"))
            .Order(StringComparer.Ordinal);

        Assert.True(!differences.Any(), $"docs/en-US/{name}.md differs from the cmdlet:\n{string.Join('\n', differences)}");
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_marks_the_default_set(string name)
    {
        var sets = Imported(name).ParameterSets;

        if (sets.Count > 1)
            Assert.Equal(sets.Where(set => set.IsDefault).Select(set => set.Name), Page(name).Syntax.Where(set => set.IsDefault).Select(set => set.Set));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_help_file_describes_each_parameter_as_the_cmdlet_declares_it(string name)
    {
        var cmdlet = Imported(name);
        var command = Commands.Value[name];

        var sets = HelpParameter.Sets(cmdlet).ToList();
        Assert.Equal(sets.Order(), HelpParameter.Sets(command).Order());

        // The list of parameters contains each parameter once, as one of the parameter sets has it.
        var lines = sets.SelectMany(set => set.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        var described = HelpParameter.Described(command).ToList();
        Assert.All(described, line => Assert.Contains(line, lines));
        Assert.Equal(lines.Select(NameOf).Distinct().Order(), described.Select(NameOf).Order());
        Assert.Empty(HelpParameter.WithoutDescription(command));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_has_three_examples_with_code_and_text_and_describes_inputs_and_outputs(string name)
    {
        var page = Page(name);

        Assert.InRange(page.Examples.Count, 3, 20);
        Assert.All(page.Examples, example =>
        {
            Assert.NotEmpty(example.Code);
            Assert.NotEmpty(example.Introduction.Concat(example.Remarks));
        });
        Assert.NotEmpty(page.Synopsis);
        Assert.NotEmpty(page.Description);
        Assert.All([page.Inputs, page.Outputs], types =>
        {
            Assert.NotEmpty(types);
            Assert.All(types, type => Assert.NotEmpty(type.Description));
        });
        Assert.NotEmpty(page.Notes);
        Assert.StartsWith("https://learn.microsoft.com/azure/ai-services/custom-vision-service/", page.OnlineVersion, StringComparison.Ordinal);
        Assert.NotEmpty(page.Links);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Examples_are_numbered_and_their_code_parses(string name)
    {
        var page = Page(name);

        Assert.Equal(
            Enumerable.Range(1, page.Examples.Count).Select(number => $"Example {number}:"),
            page.Examples.Select(example => example.Title[..(example.Title.IndexOf(':', StringComparison.Ordinal) + 1)]));
        Assert.All(PageCode.PowerShell(Path.Combine(Folder, $"{name}.md")), code =>
        {
            System.Management.Automation.Language.Parser.ParseInput(code, out _, out var problems);
            Assert.Empty(problems);
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Commands_of_examples_fit_a_screen_of_80_columns(string name)
    {
        // Get-Help indents the code by four columns.
        var lines = PageCode.PowerShell(Path.Combine(Folder, $"{name}.md")).SelectMany(code => code.ReplaceLineEndings("\n").Split('\n'));

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 76));
    }

    private static string NameOf(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];

    private static HelpPage Page(string name) => PageReader.Read(Path.Combine(Folder, $"{name}.md"));

    private CmdletInfo Imported(string name) => (CmdletInfo)session.Output($"Get-Command {name}").Single().BaseObject;
}
