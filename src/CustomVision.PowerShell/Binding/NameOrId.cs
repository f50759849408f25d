namespace CustomVision.PowerShell.Binding;

/// <summary>What stands for a project, tag, iteration or domain: its id, its name, or both when the object itself was given.</summary>
public sealed class NameOrId : IEquatable<NameOrId>
{
    private NameOrId(Guid? id, string? name)
    {
        Id = id;
        Name = name;
    }

    /// <summary>The id; null when only the name was given, which the service is then asked for.</summary>
    public Guid? Id { get; }

    /// <summary>The name; null when only the id was given.</summary>
    public string? Name { get; }

    /// <summary>What stands for a thing in an error: the id where there is one.</summary>
    internal object Target => Id is { } id ? id : Name!;

    internal static NameOrId Of(Guid id, string? name = null) => new(id, name);

    /// <summary>Text that looks like an id is one: a name of that form can only be found by id.</summary>
    internal static NameOrId Parse(string text) => Guid.TryParse(text, out var id) ? Of(id) : new NameOrId(null, text);

    /// <inheritdoc/>
    public bool Equals(NameOrId? other) => other is not null && Id == other.Id && (Id is not null || Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NameOrId);

    /// <inheritdoc/>
    public override int GetHashCode() => Id?.GetHashCode() ?? Name?.GetHashCode() ?? 0;

    /// <summary>The name as far as it is known, which says more to a person than the id.</summary>
    public override string ToString() => Name ?? Id.ToString()!;
}
