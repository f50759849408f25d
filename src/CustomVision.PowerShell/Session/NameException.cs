using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Session;

/// <summary>A name that stands for nothing, or for more than one thing.</summary>
internal sealed class NameException(string name, string message, string action, bool isAmbiguous = false) : Exception(message)
{
    /// <summary>Whether more than one thing has the name; otherwise none has.</summary>
    public bool IsAmbiguous { get; } = isAmbiguous;

    public string Name { get; } = name;

    public string Action { get; } = action;

    /// <summary>Nothing has that name. Who gives what a table shows of an id is told the whole of it.</summary>
    /// <param name="name">What was given.</param>
    /// <param name="thing">What is meant: project, tag, iteration or domain.</param>
    /// <param name="listing">The cmdlet that lists them.</param>
    /// <param name="all">All there are.</param>
    public static NameException NotFound(string name, string thing, string listing, IEnumerable<NameOrId> all)
    {
        var message = $"There is no {thing} named '{name}'.";
        if (!ShortId.MayBe(name))
            return new NameException(name, message, $"{listing} lists what there is.");
        var meant = all.Where(one => ShortId.Begins(one.Id, name)).ToList();
        if (meant.Count == 0)
            return new NameException(name, message, $"{listing} lists what there is. {ShortId.HowToSee}");
        return new NameException(
            name,
            $"{message} The id of {string.Join(" and of ", meant.Select(one => $"'{one.Name}'"))} begins so: tables shorten ids.",
            $"Give the name, or the whole id with -{char.ToUpperInvariant(thing[0])}{thing.Substring(1)}Id: {string.Join(" or ", meant.Select(one => one.Id))}. {ShortId.HowToSee}");
    }
}
