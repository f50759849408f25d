using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void Namespaces_form_no_cycle()
    {
        var cycles = NamespaceCycles.Find(typeof(LocalServiceApp).Assembly.Location, "CustomVision.LocalService");

        Assert.True(cycles.Length == 0, string.Join('\n', cycles));
    }

    [Fact]
    public void A_cycle_is_found_and_both_of_its_directions_are_named() => Assert.Equal(
        [$"{typeof(Cycle.Parent).Namespace} -> {typeof(Cycle.Child.Part).Namespace}: Parent uses Part",
            $"{typeof(Cycle.Child.Part).Namespace} -> {typeof(Cycle.Parent).Namespace}: Part uses Parent"],
        NamespaceCycles.Find(typeof(ArchitectureTests).Assembly.Location, typeof(Cycle.Parent).Namespace!));
}
