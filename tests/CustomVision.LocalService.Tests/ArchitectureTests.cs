using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

public sealed class ArchitectureTests
{
    // Until the store is restructured, these still depend on each other.
    private static readonly string[] Pending = ["Domain", "Imaging", "Learning", "Storage"];

    [Fact]
    public void Namespaces_form_no_cycle()
    {
        const string Root = "CustomVision.LocalService";
        var cycles = NamespaceCycles.Find(typeof(LocalServiceApp).Assembly.Location, Root)
            .Where(cycle => !Pending.SelectMany(from => Pending.Select(to => $"{Root}.{from} -> {Root}.{to}:"))
                .Any(known => cycle.StartsWith(known, StringComparison.Ordinal)))
            .ToArray();

        Assert.True(cycles.Length == 0, string.Join('\n', cycles));
    }

    [Fact]
    public void A_cycle_is_found_and_both_of_its_directions_are_named() => Assert.Equal(
        [$"{typeof(Cycle.Parent).Namespace} -> {typeof(Cycle.Child.Part).Namespace}: Parent uses Part",
            $"{typeof(Cycle.Child.Part).Namespace} -> {typeof(Cycle.Parent).Namespace}: Part uses Parent"],
        NamespaceCycles.Find(typeof(ArchitectureTests).Assembly.Location, typeof(Cycle.Parent).Namespace!));
}
