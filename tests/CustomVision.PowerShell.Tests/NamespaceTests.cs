using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>The namespaces of the module depend on each other in one direction.</summary>
public sealed class NamespaceTests
{
    [Fact]
    public void Namespaces_form_no_cycle() =>
        Assert.Empty(NamespaceCycles.Find(Path.Combine(Repository.Module, "bin", "CustomVision.PowerShell.dll"), "CustomVision.PowerShell"));
}
