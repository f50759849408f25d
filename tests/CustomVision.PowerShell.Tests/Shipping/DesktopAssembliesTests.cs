using System.Reflection;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>
/// Windows PowerShell 5.1 is not at hand here. What it would load is: these tests read it, and resolve it by the module's own
/// rule. <see cref="DesktopRunTests"/> runs it.
/// </summary>
public sealed class DesktopAssembliesTests
{
    private static readonly string Bin = Path.Combine(Repository.Module, "bin");
    private static readonly string Desktop = Path.Combine(Bin, "desktop");

    public static TheoryData<string> Shipped => [.. AssemblyReferences.Dlls(Bin).Concat(AssemblyReferences.Dlls(Desktop)).Select(dll => Path.GetRelativePath(Bin, dll))];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void An_assembly_needs_netstandard_2_0_PowerShell_and_what_the_module_brings_in_that_version_or_a_later_one(string name)
    {
        foreach (var reference in AssemblyReferences.Of(Path.Combine(Bin, name)))
        {
            // .NET Framework 4.7.2 has 2.0.0.0 of it; one compiled against a later version would not load.
            if (reference.Name == "netstandard")
                Assert.Equal(new Version(2, 0, 0, 0), reference.Version);
            // That of PowerShell 3, to which all later ones are compatible.
            else if (reference.Name == "System.Management.Automation")
                Assert.Equal(new Version(3, 0, 0, 0), reference.Version);
            else if (reference.Name == "CustomVision.Client")
                Assert.Equal(AssemblyName.GetAssemblyName(Path.Combine(Bin, "CustomVision.Client.dll")).Version, reference.Version);
            else
                Assert.NotNull(DesktopContext.Find(reference));
        }
    }

    [Fact]
    public void Each_assembly_for_5_1_is_needed()
    {
        var needed = AssemblyReferences.Dlls(Bin).Concat(AssemblyReferences.Dlls(Desktop)).SelectMany(AssemblyReferences.Of).Select(reference => reference.Name);

        Assert.All(AssemblyReferences.Dlls(Desktop), dll => Assert.Contains(Path.GetFileNameWithoutExtension(dll), needed));
    }

    [Fact]
    public void What_ships_for_5_1_alone_is_in_the_box_of_PowerShell_7()
    {
        var inTheBox = AssemblyReferences.InTheBox();

        foreach (var own in AssemblyReferences.Dlls(Bin))
            foreach (var reference in AssemblyReferences.Of(own).Where(reference => File.Exists(Path.Combine(Desktop, $"{reference.Name}.dll"))))
                Assert.Contains(reference.Name!, inTheBox);
    }

    [Theory]
    [InlineData("System.Text.Json, Version=8.0.0.0", "System.Text.Json.dll")]
    [InlineData("System.Text.Json, Version=6.0.0.0", "System.Text.Json.dll")]
    [InlineData("System.Text.Json", "System.Text.Json.dll")]
    [InlineData("System.Text.Json, Version=99.0.0.0", null)]
    [InlineData("Newtonsoft.Json, Version=13.0.0.0", null)]
    public void An_assembly_is_found_when_the_module_has_it_and_it_is_new_enough(string wanted, string? file) =>
        Assert.Equal(file is null ? null : Path.Combine(Desktop, file), DesktopContext.Find(new AssemblyName(wanted)));
}
