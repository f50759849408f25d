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
        if (FindNearest(name, all.Select(item => item.Name)) is { } nearest)
            return new NameResolutionException(name, $"{message} Did you mean '{nearest}'?", action);
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

    /// <summary>Returns the name with the fewest changes, if a third of the letters or fewer were changed.</summary>
    private static string? FindNearest(string name, IEnumerable<string?> candidates)
    {
        var (nearest, fewest) = ((string?)null, Math.Max(1, name.Length / 3) + 1);
        foreach (var candidate in candidates.OfType<string>().OrderBy(candidate => candidate, StringComparer.Ordinal))
            if (Math.Abs(candidate.Length - name.Length) < fewest && CountChanges(name.ToUpperInvariant(), candidate.ToUpperInvariant()) is var changes && changes < fewest)
                (nearest, fewest) = (candidate, changes);
        return nearest;
    }

    /// <summary>The edit distance: how many letters must be inserted, deleted or replaced.</summary>
    private static int CountChanges(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
