using System.Text;
using CustomVision.Models;

namespace CustomVision.Images;

/// <summary>
/// The names of images in a request, by which the answer identifies them. Services change names (quotes, paths,
/// encodings), so files are sent under names that leave nothing to change and that are unique in their request.
/// </summary>
internal static class ImageNames
{
    private const int LongestStem = 80;
    private const int LongestExtension = 10;

    /// <summary>The names that some images are sent under: generated for files, the location itself otherwise.</summary>
    public static IReadOnlyList<string> For(IReadOnlyList<ImageEntry> images)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new string[images.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = images[i].Source == ImageSource.File ? Unique(images[i].Location, taken) : images[i].Location;
        return names;
    }

    /// <summary>
    /// Assigns the results of an answer to the images of its request, by name and not by position: services reorder results.
    /// An image that was sent twice has two results.
    /// </summary>
    /// <returns>One result per image; null where the answer names none.</returns>
    public static IReadOnlyList<ImageCreateResult?> Match(
        IReadOnlyList<ImageEntry> images, IReadOnlyList<string> names, IReadOnlyList<ImageCreateResult> results)
    {
        var matched = new ImageCreateResult?[images.Count];
        if (images.Count == 1)
        {
            matched[0] = results.Count == 1 ? results[0] : null; // whatever its name
            return matched;
        }

        var byName = new Dictionary<string, Queue<ImageCreateResult>>(results.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var result in results)
        {
            var name = images[0].Source == ImageSource.File ? Within(result.SourceUrl) : Unquoted(result.SourceUrl);
            if (!byName.TryGetValue(name, out var named))
                byName[name] = named = new Queue<ImageCreateResult>(1);
            named.Enqueue(result);
        }

        for (var i = 0; i < matched.Length; i++)
            if (byName.TryGetValue(names[i], out var named) && named.Count > 0)
                matched[i] = named.Dequeue();
        return matched;
    }

    /// <summary>The file name in a source URL of the service, without quotes and folders.</summary>
    public static string Within(string? sourceUrl)
    {
        var text = Unquoted(sourceUrl);
        return text.Substring(text.LastIndexOfAny(['/', '\\']) + 1);
    }

    private static string Unquoted(string? sourceUrl) => (sourceUrl ?? "").Trim().Trim('"');

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
        var plain = new StringBuilder(Math.Min(text.Length, longest));
        for (var i = 0; i < text.Length && i < longest; i++)
            plain.Append(text[i] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' ? text[i] : '_');
        return plain.ToString();
    }
}
