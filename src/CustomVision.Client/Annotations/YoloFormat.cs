using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>
/// YOLO: a text file per image with a line per box (class, center and size in fractions), or per polygon, and a file with the names of the
/// classes. The labels are in folders named labels beside folders named images, or beside their images.
/// </summary>
internal static class YoloFormat
{
    private static readonly string[] NameFiles = ["classes.txt", "_classes.txt", "obj.names", "_darknet.labels", "classes.names"];
    private static readonly string[] ListFiles = ["train.txt", "val.txt", "valid.txt", "test.txt"];

    /// <summary>Whether a file contains the names of the classes, by its name and content.</summary>
    public static bool IsNamesFile(string file) =>
        NameFiles.Contains(Path.GetFileName(file), StringComparer.OrdinalIgnoreCase)
        || string.Equals(Path.GetExtension(file), ".names", StringComparison.OrdinalIgnoreCase)
        || (YoloNames.IsYaml(file) && YoloNames.HasNames(file));

    /// <summary>The file with the names of the classes in a folder or in a folder of it; null if there is none.</summary>
    public static string? FindNames(string folder) =>
        Names(folder) ?? Directory.EnumerateDirectories(folder).OrderBy(below => below, StringComparer.Ordinal).Select(Names).FirstOrDefault(file => file is not null);

    public static IEnumerable<RawImage> Read(string path, ReadContext context)
    {
        var isFolder = Directory.Exists(path);
        var root = isFolder ? path : Path.GetDirectoryName(path)!;
        var namesFile = isFolder ? FindNames(path) ?? FindNamesAbove(path) : path;
        if (namesFile is null || !IsNamesFile(namesFile))
            throw new AnnotationException($"{path} has no names of classes. Add a file classes.txt with one name per line, in the order of the class numbers, or a file data.yaml with names.");
        var names = YoloNames.Read(namesFile, out var hasKeypoints);
        var used = new HashSet<int>();
        var files = new YoloFiles(root, context.Options.ImageFolder);
        foreach (var (label, image) in files.Pairs())
        {
            var raw = new RawImage { File = label ?? root, Names = [files.NameOf(label, image)], Path = image, Unit = RegionUnit.Fraction };
            if (label is not null)
                ReadLabels(label, raw, names, used, hasKeypoints, context);
            yield return raw;
        }

        context.ReportUnused(namesFile, [.. names.Where(name => !used.Contains(name.Key)).Select(name => name.Value)]);
    }

    /// <summary>Whether a text file can contain boxes.</summary>
    internal static bool IsLabelFile(string file)
    {
        var name = Path.GetFileName(file);
        return !NameFiles.Contains(name, StringComparer.OrdinalIgnoreCase)
            && !ListFiles.Contains(name, StringComparer.OrdinalIgnoreCase)
            && !name.StartsWith("README", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Names(string folder) => NameFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? Directory.EnumerateFiles(folder, "*.names").FirstOrDefault()
        ?? Directory.EnumerateFiles(folder, "*.y*ml").OrderBy(file => file, StringComparer.Ordinal).FirstOrDefault(file => YoloNames.IsYaml(file) && YoloNames.HasNames(file));

    private static string? FindNamesAbove(string folder)
    {
        const int Levels = 2; // from labels/train
        var above = Path.GetDirectoryName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
        for (var level = 0; level < Levels && above is not null; level++, above = Path.GetDirectoryName(above))
            if (Names(above) is { } found)
                return found;
        return null;
    }

    private static void ReadLabels(string file, RawImage image, IReadOnlyDictionary<int, string> names, HashSet<int> used, bool hasKeypoints, ReadContext context)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            double?[] values = [.. line.Split([' ', '\t', '\uFEFF'], StringSplitOptions.RemoveEmptyEntries).Select(NumberText.Parse)];
            if (values.Length == 0)
                continue;
            if (values.Contains(null) || values[0] != Math.Floor(values[0]!.Value) || Box(values.Skip(1).Select(value => value!.Value).ToArray(), hasKeypoints) is not { } box)
                context.Problem(AnnotationProblemKind.EntryInvalid, file, "The line isn't a class number followed by four numbers or by the points of a polygon. It was left out.", number, image.Names[0]);
            else if (!names.TryGetValue((int)values[0]!.Value, out var name) || string.IsNullOrWhiteSpace(name))
                image.UnknownTags.Add($"{values[0]}");
            else
            {
                used.Add((int)values[0]!.Value);
                image.Regions.Add(box with { Tag = name });
            }
        }
    }

    // A box can have a confidence or key points behind it. Rotated boxes are polygons of four points.
    private static RawRegion? Box(double[] values, bool hasKeypoints) =>
        values.Length is 4 or 5 || (hasKeypoints && values.Length > 4) ? RawRegion.FromCenter("", values[0], values[1], values[2], values[3])
        : values.Length >= 6 && values.Length % 2 == 0 ? RawRegion.Around("", values)
        : null;

    internal sealed class Writer : AnnotationWriter
    {
        private readonly HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);
        private readonly StagedFile data;

        public Writer(string path, AnnotationWriterOptions options, Action<AnnotationProblem> report)
            : base(AnnotationFormat.Yolo, path, options, report)
            => data = Stage(Path.Combine(path, "data.yaml"));

        private protected override void Write(string name, AnnotatedImage image)
        {
            var file = Path.Combine(Target, "labels", Path.ChangeExtension(name, ".txt"));
            if (!written.Add(file))
            {
                ReportNameTaken(image, file);
                return;
            }

            LoseTagsWithoutRegion(image);
            var staged = Stage(file);
            foreach (var region in image.Region)
            {
                var (x, y) = (region.Left + (region.Width / 2), region.Top + (region.Height / 2));
                staged.Text.WriteLine(string.Join(" ", [$"{TagIndex(region.Tag)}", .. new[] { x, y, region.Width, region.Height }.Select(NumberText.Format)]));
                RegionCount++;
            }

            staged.Keep();
            ImageCount++;
        }

        private protected override void Finish()
        {
            data.Text.WriteLine("path: .");
            data.Text.WriteLine("train: images");
            data.Text.WriteLine("val: images"); // YOLO tools require it. Divide the images to validate with others.
            data.Text.WriteLine($"nc: {Tags.Count}");
            data.Text.WriteLine(Tags.Count == 0 ? "names: []" : "names:");
            for (var i = 0; i < Tags.Count; i++)
                data.Text.WriteLine($"  {i}: {YoloNames.Quote(Tags[i])}");
            data.Keep();
        }
    }
}
