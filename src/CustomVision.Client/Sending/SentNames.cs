using System.Text;

namespace CustomVision.Sending;

/// <summary>
/// The names images travel under. The answer speaks of an image by its name, and services change names on the way
/// (quotes, paths, encodings); so names are sent that leave nothing to change and that are unique in their request.
/// </summary>
internal static class SentNames
{
    private const int LongestStem = 80;
    private const int LongestExtension = 10;

    public static IReadOnlyList<string> For(IEnumerable<string> paths)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. paths.Select(path => Unique(path, taken))];
    }

    /// <summary>The name within what a service reports: without quotes around it and folders before it.</summary>
    public static string Within(string? sourceUrl)
    {
        var text = (sourceUrl ?? "").Trim().Trim('"');
        return text.Substring(text.LastIndexOfAny(['/', '\\']) + 1);
    }

    private static string Unique(string path, HashSet<string> taken)
    {
        var stem = Plain(Path.GetFileNameWithoutExtension(path), LongestStem);
        var extension = Plain(Path.GetExtension(path), LongestExtension);
        var name = stem + extension;
        for (var number = 2; !taken.Add(name); number++)
            name = $"{stem}~{number}{extension}";
        return name;
    }

    private static string Plain(string text, int longest)
    {
        var plain = new StringBuilder();
        foreach (var c in text.Take(longest))
            plain.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' ? c : '_');
        return plain.ToString();
    }
}
