using System.Reflection;
using System.Text.RegularExpressions;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

public sealed class StagingTests
{
    [Theory]
    [InlineData("bin/CustomVision.PowerShell.dll")]
    [InlineData("bin/CustomVision.Client.dll")]
    [InlineData("service/CustomVision.LocalService.dll")]
    public void Each_staged_assembly_carries_the_version_of_the_manifest(string assembly)
    {
        var manifest = File.ReadAllText(Path.Combine(Repository.Module, "CustomVision.psd1"));
        var written = Regex.Match(manifest, @"ModuleVersion\s*=\s*'([0-9.]+)'").Groups[1].Value;

        var built = AssemblyName.GetAssemblyName(Path.Combine(Repository.Module, assembly)).Version!;

        Assert.Equal(written, built.ToString(3));
    }
}
