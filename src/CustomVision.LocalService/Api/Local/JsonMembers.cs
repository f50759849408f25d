using System.Text.Json;

namespace CustomVision.LocalService.Api.Local;

/// <summary>Reads objects of the service's own pages member by member, and says by name which one is wrong.</summary>
internal static class JsonMembers
{
    private const int MaxTextLength = 4096;
    private const int MaxNameShown = 100;

    /// <param name="what">What the object is, with its article: "a fault rule".</param>
    /// <exception cref="FormatException">It is no JSON, or what <paramref name="read"/> has to say.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> json, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        // The latter where a string is no Unicode.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{Capital(what)} must be a JSON object: {error.Message}", error);
        }
    }

    /// <summary>The members that are given. A null is a member that is not given.</summary>
    /// <exception cref="FormatException">There are others than these, or one comes twice.</exception>
    public static IEnumerable<(string Name, JsonElement Value)> Of(JsonElement json, string what, string[] members)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{Capital(what)} must be a JSON object.");

        var seen = new HashSet<string>();
        foreach (var member in json.EnumerateObject())
        {
            if (!members.Contains(member.Name))
                throw new FormatException($"{(member.Name.Length <= MaxNameShown ? member.Name : member.Name[..MaxNameShown])} is no member of {what}.");
            if (!seen.Add(member.Name))
                throw new FormatException($"{member.Name} is given twice.");
            if (member.Value.ValueKind != JsonValueKind.Null)
                yield return (member.Name, member.Value);
        }
    }

    public static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxTextLength } text
            ? text
            : throw new FormatException($"{name} must be a string of 1 to {MaxTextLength} characters.");

    public static bool Flag(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new FormatException($"{name} must be true or false.");

    public static int Whole(string name, JsonElement value, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} must be a whole number from {least} to {most}.");

    public static double Number(string name, JsonElement value, double least, double most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(FormattableString.Invariant($"{name} must be a number from {least} to {most}."));

    private static string Capital(string what) => $"{char.ToUpperInvariant(what[0])}{what[1..]}";
}
