using System.ComponentModel;
using CustomVision.PowerShell.Formats;

namespace CustomVision.PowerShell.Binding;

/// <summary>The id or the name of a project, tag, iteration or domain, or both if the parameter value was an object.</summary>
[TypeConverter(typeof(NameOrIdConverter))]
public sealed class NameOrId : IEquatable<NameOrId>
{
    private NameOrId(Guid? id, string? name)
    {
        Id = id;
        Name = name;
    }

    /// <summary>The id, or null if only the name is known.</summary>
    public Guid? Id { get; }

    /// <summary>The name, or null if only the id is known.</summary>
    public string? Name { get; }

    /// <summary>The target object of an error: the id if it is known, otherwise the name.</summary>
    internal object Target => Id is { } id ? id : Name!;

    /// <summary>The name in quotation marks, or the id if the name is unknown. For prompts.</summary>
    internal string Quoted => (Name ?? (Id is { } id ? KnownNames.Find(id) : null)) is { } name ? $"'{name}'" : Id.ToString()!;

    internal static NameOrId FromId(Guid id, string? name = null)
    {
        KnownNames.Add(id, name);
        return new NameOrId(id, name);
    }

    /// <summary>Parses text as an id if it has the form of one, otherwise as a name.</summary>
    internal static NameOrId Parse(string text) => Guid.TryParse(text, out var id) ? FromId(id) : new NameOrId(null, text);

    /// <inheritdoc/>
    public bool Equals(NameOrId? other) => other is not null && Id == other.Id && (Id is not null || Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NameOrId);

    /// <inheritdoc/>
    public override int GetHashCode() => Id?.GetHashCode() ?? Name?.GetHashCode() ?? 0;

    /// <summary>The name, or the id if the name is unknown.</summary>
    public override string ToString() => Name ?? Id.ToString()!;
}

/// <summary>The shortened ids that tables show. They can't identify an object, because other ids can begin in the same way.</summary>
internal static class ShortId
{
    public const string FullIdHint = "Tables shorten ids. Format-List shows full ids.";

    /// <summary>Whether text can be a shortened id.</summary>
    public static bool IsPossible(string text) =>
        text.Length >= DisplayFormat.ShortIdLength && text.Take(DisplayFormat.ShortIdLength).All(Uri.IsHexDigit);

    /// <summary>Whether an id begins with the text.</summary>
    public static bool Matches(Guid? id, string text) => id?.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase) == true;
}
