using System.Reflection;
using System.Text.RegularExpressions;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

public sealed class StagingTests
{
    [Theory]
    [InlineData("CustomVision/bin/CustomVision.PowerShell.dll")]
    [InlineData("CustomVision/bin/CustomVision.Client.dll")]
    [InlineData("CustomVision.LocalService/service/CustomVision.LocalService.dll")]
    public void Each_staged_assembly_has_the_version_of_the_manifest(string assembly) =>
        Assert.Equal(Written(), AssemblyName.GetAssemblyName(Path.Combine(Repository.Root, "out", assembly)).Version!.ToString(3));

    [Theory]
    [InlineData("CustomVision")]
    [InlineData("CustomVision.LocalService")]
    public void Each_staged_manifest_has_the_version_of_the_manifest(string module) =>
        Assert.Equal(Written(), Version(Path.Combine(Repository.Root, "out", module, $"{module}.psd1")));

    [Theory]
    [InlineData("CustomVision")]
    [InlineData("CustomVision.LocalService")]
    public void No_module_has_files_that_only_developers_need(string module)
    {
        var folder = Path.Combine(Repository.Root, "out", module);

        Assert.DoesNotContain(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)),
            file => file.EndsWith(".pdb", StringComparison.Ordinal)
                || (file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith("-Help.xml", StringComparison.Ordinal)));
    }

    private static string Written() => Version(Path.Combine(Repository.Root, "CustomVision.psd1"));

    private static string Version(string manifest) => Regex.Match(File.ReadAllText(manifest), @"ModuleVersion\s*=\s*'([0-9.]+)'").Groups[1].Value;
}
