namespace CustomVision.Client.Tests.Namespaces;

/// <summary>The namespaces of the client depend on each other in one direction.</summary>
public sealed class NamespaceTests
{
    [Fact]
    public void Namespaces_form_no_cycle() =>
        Assert.Empty(NamespaceCycles.Find(typeof(CustomVisionClient).Assembly.Location, "CustomVision"));
}
