using System.Reflection;
using System.Xml.Linq;
using PublicApiGenerator;

namespace CustomVision.Client.Tests.PublicApi;

/// <summary>What .NET callers of CustomVision.Client can see: held as it was approved, and all of it explained.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly Client = typeof(CustomVisionConnection).Assembly;

    [Fact]
    public void The_public_surface_is_the_one_that_was_approved()
    {
        var approved = Path.Combine(Repository.Root, "tests", "CustomVision.Client.Tests", "PublicApi", "CustomVision.Client.approved.txt");
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false, UseDenyNamespacePrefixesForExtensionMethods = false };
        var surface = Client.GeneratePublicApi(options).ReplaceLineEndings("\n").TrimEnd() + "\n";

        // Where it can be looked at, and copied from.
        var received = Path.Combine(AppContext.BaseDirectory, "CustomVision.Client.received.txt");
        File.WriteAllText(received, surface);

        var before = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n").Split('\n') : [];
        var now = surface.Split('\n');
        Assert.True(
            before.SequenceEqual(now),
            $"""
            The public surface of CustomVision.Client is not the one in {approved}.
            Gone:
            {string.Join("\n", before.Except(now))}
            New:
            {string.Join("\n", now.Except(before))}
            If that is meant, copy {received} over the approved file, and tell of it in CHANGELOG.md; what is gone or changed breaks callers.
            """);
    }

    [Fact]
    public void Every_public_type_and_member_is_explained()
    {
        var explained = XDocument.Load(Path.ChangeExtension(Client.Location, ".xml")).Descendants("member")
            .Where(member => member.Elements().Any(part => part.Name.LocalName is "summary" or "inheritdoc"))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();

        string[] unexplained = [.. Names().Where(name => !explained.Contains(name) && !explained.Any(other => other.StartsWith(name + "(", StringComparison.Ordinal)))];

        Assert.Contains("T:CustomVision.Http.CustomVisionConnection", Names());
        Assert.Empty(unexplained);
    }

    /// <summary>The names of all that is visible, as the documentation file has them; overloads of a method share theirs.</summary>
    private static IEnumerable<string> Names()
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in Client.GetExportedTypes())
        {
            var name = type.FullName!.Replace('+', '.');
            yield return $"T:{name}";
            foreach (var property in type.GetProperties(Declared)
                .Where(property => property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(IsVisible))) // the compiler's, in records
                yield return $"P:{name}.{property.Name}";
            foreach (var field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName))
                yield return $"F:{name}.{field.Name}";
            foreach (var happening in type.GetEvents(Declared).Where(happening => IsVisible(happening.AddMethod!)))
                yield return $"E:{name}.{happening.Name}";

            // What the compiler writes itself, such as the members of a record, nobody can explain.
            foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !IsWrittenByTheCompiler(method)))
                yield return method.IsGenericMethod ? $"M:{name}.{method.Name}``{method.GetGenericArguments().Length}" : $"M:{name}.{method.Name}";
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsWrittenByTheCompiler(MethodInfo method) =>
        method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false);
}
