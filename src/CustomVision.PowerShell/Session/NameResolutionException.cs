using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Session;

/// <summary>A name that no object or more than one object has.</summary>
internal sealed class NameResolutionException(string name, string message, string action, bool isAmbiguous = false) : Exception(message)
{
    /// <summary>True if more than one object has the name, false if none has it.</summary>
    public bool IsAmbiguous { get; } = isAmbiguous;

    public string Name { get; } = name;

    /// <summary>The recommended action of the error record.</summary>
    public string Action { get; } = action;

    /// <summary>Creates the exception for an unknown name. If the name is a shortened id, the action contains the full ids.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="noun">The kind of object: project, tag, iteration or domain.</param>
    /// <param name="getCmdlet">The cmdlet that lists the objects.</param>
    /// <param name="all">All objects of this kind.</param>
    public static NameResolutionException NotFound(string name, string noun, string getCmdlet, IEnumerable<NameOrId> all)
    {
        var message = $"There is no {noun} named '{name}'.";
        var action = $"Run {getCmdlet} to list the {noun}s.";
        if (!ShortId.IsPossible(name))
            return new NameResolutionException(name, message, action);
        var matches = all.Where(item => ShortId.Matches(item.Id, name)).ToList();
        if (matches.Count == 0)
            return new NameResolutionException(name, message, $"{action} {ShortId.FullIdHint}");
        return new NameResolutionException(
            name,
            $"{message} The id of {string.Join(" and of ", matches.Select(item => $"'{item.Name}'"))} begins with this text.",
            $"Specify the name, or the full id with -{char.ToUpperInvariant(noun[0])}{noun.Substring(1)}Id: "
                + $"{string.Join(" or ", matches.Select(item => item.Id))}. {ShortId.FullIdHint}");
    }
}
