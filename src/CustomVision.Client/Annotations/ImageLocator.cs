namespace CustomVision.Annotations;

/// <summary>
/// Finds the files of images. A name in an annotation file leads only to a file in a folder of images, never outside: of an absolute
/// path, a path with "..", or a URI of a data store, only the end counts.
/// </summary>
internal sealed class ImageLocator
{
    /// <summary>The extensions that images of annotation files can have, also of formats that the service doesn't store.</summary>
    public static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".jfif", ".jpe", ".webp", ".tif", ".tiff"];

    private static readonly string[] DataStores = ["azureml", "amldatastore", "http", "https", "gs", "s3", "wasbs", "abfss", "file"];

    private static readonly string[] FolderNames = ["images", "JPEGImages"];

    private readonly List<string> roots;

    public ImageLocator(string annotations, string? imageFolder) =>
        roots = imageFolder is null ? FindRoots(annotations) : [Root(imageFolder)];

    /// <summary>Where an image is, or would be.</summary>
    /// <param name="Path">The full path in a folder of images; null if the name can't be that of a file.</param>
    /// <param name="Exists">Whether the file exists.</param>
    /// <param name="IsOutside">Whether the name leads outside the folder, and the folder has no file of that name.</param>
    public readonly record struct Location(string? Path, bool Exists, bool IsOutside);

    public Location Find(IReadOnlyList<string> names)
    {
        foreach (var name in names.SelectMany(Variants))
            if (Find(Parse(name)) is { } path)
                return new Location(path, true, false);
        var (segments, isForeign, isUri) = Parse(names[0]);
        var expected = segments.Length == 0 ? null : Combine(roots[0], isForeign && !isUri ? [segments[^1]] : segments);
        return new Location(expected, false, isForeign && !isUri);
    }

    /// <summary>Whether a file name has the extension of an image.</summary>
    public static bool IsImage(string path) => Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private string? Find((string[] Segments, bool IsForeign, bool IsUri) name)
    {
        for (var i = 0; i < roots.Count; i++)
        {
            var root = roots[i];
            foreach (var candidate in name.IsForeign ? Ends(name.Segments) : WithoutOverlap(root, name.Segments))
                if (Combine(root, candidate) is { } path && Probe(path) is { } found)
                {
                    if (i > 0) // The next image is in the same folder.
                        (roots[0], roots[i]) = (roots[i], roots[0]);
                    return found;
                }
        }

        return null;
    }

    // The whole path first, so that of two files with the same name, the one in the folder of that name is found.
    private static IEnumerable<string[]> Ends(string[] segments) =>
        Enumerable.Range(0, segments.Length).Select(start => segments.Skip(start).ToArray());

    // If the folder is data/images, then images/a.jpg is relative to data.
    private static IEnumerable<string[]> WithoutOverlap(string root, string[] segments)
    {
        yield return segments;
        var folders = root.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        for (var count = Math.Min(folders.Length, segments.Length - 1); count > 0; count--)
            if (folders.Skip(folders.Length - count).SequenceEqual(segments.Take(count), StringComparer.OrdinalIgnoreCase))
                yield return segments.Skip(count).ToArray();
    }

    // Some tools escape URIs, and others don't.
    private static string[] Variants(string name) =>
        name.IndexOf("://", StringComparison.Ordinal) > 0 && name.IndexOf('%') > 0 ? [name, Uri.UnescapeDataString(name)] : [name];

    /// <summary>Splits a name into folders and a file.</summary>
    /// <returns>The parts after the last "..", and whether the name isn't a path within a folder.</returns>
    private static (string[] Segments, bool IsForeign, bool IsUri) Parse(string name)
    {
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        var isUri = scheme > 0 && DataStores.Contains(name.Substring(0, scheme), StringComparer.OrdinalIgnoreCase);
        var path = isUri ? name.Substring(scheme + 3) : name;
        var isRooted = path.StartsWith("/", StringComparison.Ordinal) || path.StartsWith("\\", StringComparison.Ordinal) || (path.Length > 1 && path[1] == ':');
        var segments = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (isUri)
            segments = WithoutDataStore(segments);
        var last = Array.LastIndexOf(segments, "..");
        if (isRooted && path[1] is ':' && segments.Length > 0 && last < 0)
            last = 0; // the drive
        return (segments.Skip(last + 1).ToArray(), isUri || isRooted || last >= 0, isUri);
    }

    // azureml://subscriptions/…/datastores/NAME/paths/PATH, AmlDatastore://NAME/PATH and https://HOST/PATH
    private static string[] WithoutDataStore(string[] segments)
    {
        var paths = Array.IndexOf(segments, "paths");
        return segments.Length < 2 ? segments : [.. segments.Skip(paths > 0 && paths < segments.Length - 1 ? paths + 1 : 1)];
    }

    private static string? Combine(string root, string[] segments)
    {
        try
        {
            var path = Path.GetFullPath(Path.Combine([root, .. segments]));
            return path.StartsWith(root.EndsWith($"{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;
        }
        catch (Exception invalid) when (invalid is ArgumentException or NotSupportedException or PathTooLongException)
        {
            return null;
        }
    }

    // Some tools write file names without extension.
    private static string? Probe(string path) =>
        File.Exists(path) ? path
        : IsImage(path) ? null
        : Extensions.Select(extension => path + extension).FirstOrDefault(File.Exists);

    private static string Root(string folder) => Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) is { Length: > 0 } root
        ? root
        : Path.GetFullPath(folder);

    private static List<string> FindRoots(string annotations)
    {
        var isFolder = Directory.Exists(annotations);
        var folder = Root(isFolder ? annotations : Path.GetDirectoryName(Path.GetFullPath(annotations))!);
        var parent = Path.GetDirectoryName(folder);
        // instances_val2017.json belongs to the folder val2017.
        var name = isFolder ? "" : Path.GetFileNameWithoutExtension(annotations);
        var part = name.Substring(name.LastIndexOf('_') + 1);
        List<string?> candidates = [folder, .. Below(folder)];
        if (parent is not null)
            candidates.AddRange([.. part.Length > 0 ? [Path.Combine(parent, part), Path.Combine(parent, "images", part)] : Array.Empty<string>(), .. Below(parent), parent]);
        // The folder itself is kept even if it contains no images: messages name it.
        return candidates.OfType<string>().Where(Directory.Exists).Distinct(StringComparer.Ordinal).ToList();
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateDirectories(folder).Where(below => FolderNames.Contains(Path.GetFileName(below), StringComparer.OrdinalIgnoreCase)).OrderBy(below => below, StringComparer.Ordinal);
}
