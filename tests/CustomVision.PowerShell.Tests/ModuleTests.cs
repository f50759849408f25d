using System.Management.Automation.Language;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Manifest, cmdlets, source files, tests and pages belong together.</summary>
public sealed class ModuleTests : IDisposable
{
    private static readonly string[] ReadingVerbs = ["Get", "Invoke"];
    private static readonly string[] WithoutService =
        ["Connect-CVService", "Disconnect-CVService", "Get-CVConnection", "Start-CVLocalService", "Stop-CVLocalService", "Get-CVLocalService"];

    private readonly Session session = new();

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
        var type = Imported(name).ImplementingType.Name;

        Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, "src"), $"{type}.cs", SearchOption.AllDirectories));
        Assert.Contains(
            Directory.GetFiles(Path.Combine(Repository.Root, "tests", "CustomVision.PowerShell.Tests"), "*Tests.cs"),
            file => File.ReadAllText(file).Contains(name, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "en-US", $"{name}.md")), $"docs/en-US/{name}.md is missing.");
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
        var changes = !ReadingVerbs.Contains(cmdlet.Verb);

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

    [Theory]
    [InlineData("CustomVision.PowerShell.dll")]
    [InlineData("CustomVision.Client.dll")]
    public void An_assembly_needs_only_what_PowerShell_has_in_the_box_or_the_module_brings_for_5_1(string name)
    {
        var folder = Path.Combine(Repository.Module, "bin");
        using var file = new PEReader(File.OpenRead(Path.Combine(folder, name)));
        var metadata = file.GetMetadataReader();
        var shipped = Directory.GetFiles(Path.Combine(folder, "desktop")).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var inTheBox = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Select(Path.GetFileNameWithoutExtension).ToHashSet();

        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
            if (reference is "netstandard" or "System.Management.Automation" or "CustomVision.Client")
                continue;
            Assert.Contains(reference, shipped);
            Assert.Contains(reference, inTheBox);
        }
    }

    [Fact]
    public void For_5_1_an_assembly_is_found_when_it_is_new_enough()
    {
        var find = Imported("Get-CVProject").ImplementingType.Assembly
            .GetType("CustomVision.PowerShell.DesktopAssemblies", throwOnError: true)!
            .GetMethod("Find", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
        var folder = Path.Combine(Repository.Module, "bin", "desktop");
        object? Find(string name) => find.Invoke(null, [new System.Reflection.AssemblyName(name), folder]);

        Assert.Equal(Path.Combine(folder, "System.Text.Json.dll"), Find("System.Text.Json, Version=8.0.0.0"));
        Assert.Equal(Path.Combine(folder, "System.Text.Json.dll"), Find("System.Text.Json, Version=6.0.0.0"));
        Assert.Null(Find("System.Text.Json, Version=99.0.0.0"));
        Assert.Null(Find("Newtonsoft.Json, Version=13.0.0.0"));
    }

    private static string[] Listed()
    {
        var manifest = Parser.ParseFile(Path.Combine(Repository.Module, "CustomVision.psd1"), out _, out var problems);
        Assert.Empty(problems);
        var table = manifest.Find(node => node is HashtableAst, false) ?? throw new InvalidDataException("The manifest is no table.");
        var values = (System.Collections.Hashtable)((HashtableAst)table).SafeGetValue();
        return [.. ((object[])values["CmdletsToExport"]!).Cast<string>()];
    }

    private CmdletInfo Imported(string name) => (CmdletInfo)session.Output($"Get-Command {name}").Single().BaseObject;

    private static CmdletAttribute Attribute(CmdletInfo cmdlet) =>
        (CmdletAttribute)cmdlet.ImplementingType.GetCustomAttributes(typeof(CmdletAttribute), false).Single();
}
