using System.Collections.Concurrent;
using CustomVision.Models;

namespace CustomVision.PowerShell.Binding;

/// <summary>
/// The names of projects, tags, iterations and domains that this process has seen, so that prompts can show a name where an object
/// from the pipeline contains only an id. The service is not asked for the name.
/// </summary>
internal static class KnownNames
{
    private static readonly ConcurrentDictionary<Guid, string> Names = new();

    public static void Add(Guid id, string? name)
    {
        if (name is { Length: > 0 })
            Names[id] = name;
    }

    /// <summary>Adds the name of an object that a cmdlet outputs.</summary>
    public static void Add(object item)
    {
        switch (item)
        {
            case Project project:
                Add(project.Id, project.Name);
                break;
            case Tag tag:
                Add(tag.Id, tag.Name);
                break;
            case Iteration iteration:
                Add(iteration.Id, iteration.Name);
                break;
            case Domain domain:
                Add(domain.Id, domain.Name);
                break;
        }
    }

    /// <summary>Returns the name, or null if it is unknown.</summary>
    public static string? Find(Guid id) => Names.TryGetValue(id, out var name) ? name : null;
}
