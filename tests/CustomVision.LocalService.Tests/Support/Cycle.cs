// Two namespaces that depend on each other, for the test of the search for cycles.
#pragma warning disable IDE0130

namespace CustomVision.LocalService.Tests.Cycle
{
    internal sealed class Parent
    {
        public static int Count() => new Child.Part().Owners.Count;
    }
}

namespace CustomVision.LocalService.Tests.Cycle.Child
{
    internal sealed class Part
    {
        public List<Parent> Owners { get; } = [];
    }
}
