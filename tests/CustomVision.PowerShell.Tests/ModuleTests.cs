using System.Text.RegularExpressions;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Manifest, cmdlets, source files, tests and pages belong together.</summary>
public sealed class ModuleTests : IDisposable
{
    private static readonly string[] ReadingVerbs = ["Get", "Invoke", "Measure"];
    private static readonly string[] WithoutService =
        ["Connect-CVService", "Disconnect-CVService", "Get-CVConnection", "Start-CVLocalService", "Stop-CVLocalService", "Get-CVLocalService", "Export-CVAnnotation", "Import-CVAnnotation"];

    // Not those that compare all cmdlets with a rule: they list each cmdlet but don't test it.
    private static readonly Lazy<string> TestCode = new(() => string.Concat(
        Directory.GetFiles(Path.Combine(Repository.Root, "tests", "CustomVision.PowerShell.Tests"), "*Tests.cs")
            .Where(file => Path.GetFileName(file) is not ("ModuleTests.cs" or "WhatIfTests.cs"))
            .Select(File.ReadAllText)));

    private static readonly Lazy<string[]> Names = new(() => [.. ((object[])ShippedManifest.Read()["CmdletsToExport"]!).Cast<string>()]);

    private readonly Session session = Session.Reusable();

    public static TheoryData<string> Cmdlets => [.. Listed()];

    public void Dispose() => session.Dispose();

    [Fact]
    public void The_module_exports_exactly_the_cmdlets_of_its_manifest()
    {
        var module = session.Output("Get-Module CustomVision").Single();

        var exported = ((PSModuleInfo)module.BaseObject).ExportedCommands.Keys;

        Assert.Equal(Listed().Order(), exported.Order());
    }

    [Fact]
    public void Every_cmdlet_of_the_assembly_is_in_the_manifest()
    {
        var assembly = Imported("Get-CVProject").ImplementingType.Assembly;

        var written = assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(CmdletAttribute), false).Cast<CmdletAttribute>())
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");

        Assert.Equal(Listed().Order(), written.Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_a_source_file_named_after_it_a_test_and_a_page(string name)
    {
        var source = $"{Imported(name).ImplementingType.Name}.cs";
        var called = new Regex($@"^\s*(?!//).*\b{name}\b", RegexOptions.Multiline);

        string[] missing =
        [
            .. Lacking($"one source file {source}", Directory.GetFiles(Path.Combine(Repository.Root, "src"), source, SearchOption.AllDirectories).Length == 1),
            .. Lacking("a test that calls it", called.IsMatch(TestCode.Value)),
            .. Lacking($"a page docs/en-US/{name}.md", File.Exists(Path.Combine(Repository.Root, "docs", "en-US", $"{name}.md"))),
            .. Lacking("a link to it in docs/cmdlets.md", File.ReadAllText(Path.Combine(Repository.Root, "docs", "cmdlets.md")).Contains($"](en-US/{name}.md)", StringComparison.Ordinal)),
        ];

        Assert.True(missing.Length == 0, $"{name} lacks {string.Join(" and ", missing)}.");
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_speaks_of_every_parameter_and_of_no_other(string name)
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "en-US", $"{name}.md"));

        var described = page.Where(line => line.StartsWith("### -", StringComparison.Ordinal)).Select(line => line[5..].Trim());
        var own = Imported(name).Parameters.Keys
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter) && !Cmdlet.OptionalCommonParameters.Contains(parameter));

        Assert.Equal(own.Order(), described.Where(parameter => parameter is not ("WhatIf" or "Confirm")).Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_that_changes_something_takes_WhatIf_and_one_that_removes_asks(string name)
    {
        var cmdlet = Imported(name);
        var changes = !ReadingVerbs.Contains(cmdlet.Verb) && name != "Import-CVAnnotation"; // It reads files.

        Assert.Equal(changes, cmdlet.Parameters.ContainsKey("WhatIf"));
        // A fault holds nothing that could be lost.
        if (cmdlet.Verb is "Remove" or "Reset" && name != "Remove-CVLocalFault")
            Assert.Equal(ConfirmImpact.High, Attribute(cmdlet).ConfirmImpact);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_that_asks_the_service_takes_a_connection(string name) =>
        Assert.Equal(!WithoutService.Contains(name), Imported(name).Parameters.ContainsKey("Connection"));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_an_approved_verb_and_says_what_it_writes(string name)
    {
        var cmdlet = Imported(name);

        Assert.Contains(
            typeof(VerbsCommon).Assembly.GetTypes().Where(type => type.Name.StartsWith("Verbs", StringComparison.Ordinal)),
            verbs => verbs.GetField(cmdlet.Verb) is not null);
        if (cmdlet.Verb is "Get" or "New" or "Add" or "Start" or "Invoke" or "Save")
            Assert.NotEmpty(cmdlet.OutputType);
    }

    private static IEnumerable<string> Lacking(string what, bool isThere) => isThere ? [] : [what];


    private static string[] Listed() => Names.Value;

    private CmdletInfo Imported(string name) => (CmdletInfo)session.Output($"Get-Command {name}").Single().BaseObject;

    private static CmdletAttribute Attribute(CmdletInfo cmdlet) =>
        (CmdletAttribute)cmdlet.ImplementingType.GetCustomAttributes(typeof(CmdletAttribute), false).Single();
}
