namespace CustomVision.Annotations;

/// <summary>Finds the label files of a YOLO set and the image of each, and images without labels.</summary>
internal sealed class YoloFiles(string root, string? imageFolder)
{
    private const string Labels = "labels";
    private static readonly string[] ImageFolders = ["images", "JPEGImages"];

    /// <summary>
    /// Returns each label file with its image, and images without labels, in the order of their paths. One of the two can be null.
    /// </summary>
    public IEnumerable<(string? Label, string? Image)> Pairs()
    {
        var labels = Directory.EnumerateFiles(root, "*.txt", SearchOption.AllDirectories).Where(YoloFormat.IsLabelFile).ToList();
        var hasFolder = labels.Exists(file => FolderIndex(file, [Labels]) >= 0);
        if (hasFolder)
            labels.RemoveAll(file => FolderIndex(file, [Labels]) < 0);
        // Two images whose names differ only in the extension share a label file.
        var images = FindImages(hasFolder, labels).OrderBy(image => image, StringComparer.Ordinal).ToLookup(Key, StringComparer.Ordinal);
        var labelKeys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
            labelKeys[Stem(label)] = label;
        return labelKeys.Keys.Union(images.Select(group => group.Key), StringComparer.Ordinal).OrderBy(key => key, StringComparer.Ordinal)
            .SelectMany(key => images[key].Cast<string?>().DefaultIfEmpty(), (key, image) => (labelKeys.TryGetValue(key, out var label) ? label : null, image));
    }

    /// <summary>The name of an image for messages. Without a file, its extension is a guess.</summary>
    public string NameOf(string? label, string? image)
    {
        if (image is not null)
            return Relative(image, imageFolder is not null && IsBelow(image, imageFolder) ? imageFolder : root);
        var parts = Parts(Relative(label!, root));
        var index = Array.FindLastIndex(parts, part => string.Equals(part, Labels, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
            parts = imageFolder is null ? [.. parts.Take(index), ImageFolders[0], .. parts.Skip(index + 1)] : [.. parts.Skip(index + 1)];
        return Path.ChangeExtension(string.Join("/", parts), ".jpg");
    }

    // Images that have nothing to do with the labels, such as those of a README file, aren't part of the set.
    private IEnumerable<string> FindImages(bool hasLabelFolders, List<string> labels)
    {
        if (imageFolder is not null)
            return Directory.Exists(imageFolder) ? Directory.EnumerateFiles(imageFolder, "*", SearchOption.AllDirectories).Where(ImageLocator.IsImage) : [];
        var folders = new HashSet<string>(labels.Select(label => Path.GetDirectoryName(label)!), StringComparer.Ordinal);
        var above = hasLabelFolders && string.Equals(Path.GetFileName(root.TrimEnd(Path.DirectorySeparatorChar)), Labels, StringComparison.OrdinalIgnoreCase) ? Path.GetDirectoryName(root)! : root;
        return Directory.EnumerateFiles(above, "*", SearchOption.AllDirectories).Where(ImageLocator.IsImage)
            .Where(file => (hasLabelFolders && FolderIndex(file, ImageFolders) >= 0) || folders.Contains(Path.GetDirectoryName(file)!));
    }

    // The path of the label file that the image would have, without extension.
    private string Key(string image)
    {
        if (imageFolder is not null)
        {
            var labels = Path.Combine(root, Labels);
            return Stem(Path.Combine(Directory.Exists(labels) ? labels : root, Relative(image, imageFolder)));
        }

        var parts = Parts(image);
        var index = FolderIndex(image, ImageFolders);
        if (index < 0)
            return Stem(image);
        var label = string.Join($"{Path.DirectorySeparatorChar}", [.. parts.Take(index), Labels, .. parts.Skip(index + 1)]);
        // An image can have its label beside it in spite of the name of the folder.
        return File.Exists(Path.ChangeExtension(image, ".txt")) ? Stem(image) : Stem(label);
    }

    // The number of the last folder with one of these names, within the set.
    private int FolderIndex(string file, string[] names)
    {
        var parts = Parts(file);
        var index = Array.FindLastIndex(parts, Math.Max(0, parts.Length - 2), part => names.Contains(part, StringComparer.OrdinalIgnoreCase));
        return index >= Parts(root.TrimEnd(Path.DirectorySeparatorChar)).Length - 1 ? index : -1;
    }

    private static string[] Parts(string path) => path.Split('/', Path.DirectorySeparatorChar);

    private static string Stem(string path) => path.Substring(0, path.Length - Path.GetExtension(path).Length);

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Relative(string path, string folder) =>
        path.Substring(folder.TrimEnd(Path.DirectorySeparatorChar).Length + 1).Replace(Path.DirectorySeparatorChar, '/');
}
