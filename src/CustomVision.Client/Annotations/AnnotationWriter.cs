using CustomVision.Images;

namespace CustomVision.Annotations;

/// <summary>
/// Writes images with their tags and regions in the formats of <see cref="AnnotationFormat"/>. Files get their names when all are
/// complete: an export that fails or is stopped leaves existing files unchanged. The memory doesn't grow with the number of regions.
/// </summary>
public abstract class AnnotationWriter : IDisposable
{
    private readonly AnnotationWriterOptions options;
    private readonly Action<AnnotationProblem> report;
    private readonly string imageFolder;
    private readonly List<StagedFile> files = [];
    private readonly Dictionary<string, int> tagIndexes = new(StringComparer.Ordinal);
    private readonly List<string> tags = [];
    private readonly Dictionary<string, Dictionary<string, int>> lost = new(StringComparer.Ordinal);

    private protected AnnotationWriter(AnnotationFormat format, string path, AnnotationWriterOptions options, Action<AnnotationProblem> report)
    {
        (Format, Target, this.options, this.report) = (format, path, options, report);
        var folder = options.ImageFolder ?? DefaultImageFolder(format, path);
        imageFolder = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        foreach (var tag in options.TagOrder)
            TagIndex(tag);
    }

    /// <summary>The format.</summary>
    public AnnotationFormat Format { get; }

    /// <summary>The full path of the file or folder that is written.</summary>
    public string Target { get; }

    private protected int ImageCount { get; set; }

    private protected int RegionCount { get; set; }

    /// <summary>The names of the tags in the order of their numbers.</summary>
    private protected IReadOnlyList<string> Tags => tags;

    private protected AnnotationWriterOptions Options => options;

    /// <summary>Creates a writer. Call <see cref="Add"/> for each image, then <see cref="Complete"/>, and dispose it.</summary>
    /// <param name="format">The format.</param>
    /// <param name="destination">The full path of the destination folder; for COCO, CSV and JSONL also of the file.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="onProblem">Receives what can't be written; null to ignore it.</param>
    /// <exception cref="AnnotationException">The file exists and isn't to be replaced.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the file.</exception>
    public static AnnotationWriter Create(
        AnnotationFormat format, string destination, AnnotationWriterOptions? options = null, Action<AnnotationProblem>? onProblem = null)
    {
        options ??= new AnnotationWriterOptions();
        var report = onProblem ?? (_ => { });
        var target = TargetOf(format, destination);
        return format switch
        {
            AnnotationFormat.Coco => new CocoFormat.Writer(target, options, report),
            AnnotationFormat.Voc => new VocFormat.Writer(target, options, report),
            AnnotationFormat.Yolo => new YoloFormat.Writer(target, options, report),
            AnnotationFormat.Csv => new CsvFormat.Writer(target, options, report),
            _ => new AutoMLJsonlFormat.Writer(target, options, report),
        };
    }

    /// <summary>The folder that the paths of images are relative to, if none is specified: where Save-CVTrainingImage has to save them.</summary>
    /// <param name="format">The format.</param>
    /// <param name="destination">The destination folder, or the file.</param>
    public static string DefaultImageFolder(AnnotationFormat format, string destination)
    {
        var target = TargetOf(format, destination);
        return format switch
        {
            AnnotationFormat.Voc => target,
            AnnotationFormat.Yolo => Path.Combine(target, "images"), // YOLO tools look for labels in the folder labels beside it.
            _ => Path.GetDirectoryName(target)!,
        };
    }

    /// <summary>Adds an image.</summary>
    /// <param name="image">The image. Its path is in the folder of images, or relative to it.</param>
    public void Add(AnnotatedImage image)
    {
        _ = image ?? throw new ArgumentNullException(nameof(image));
        if (RelativeName(image.Path) is { } name)
            Write(name, image);
        else
            report(new AnnotationProblem(AnnotationProblemKind.PathRefused, Target, null, image.Path, $"The file isn't in the folder of images {imageFolder}. The image was left out. Specify the folder with -ImageFolder."));
    }

    /// <summary>Completes the files and gives them their names.</summary>
    public AnnotationExport Complete()
    {
        Finish();
        foreach (var reason in lost)
            report(new AnnotationProblem(
                AnnotationProblemKind.NotWritten,
                Target,
                null,
                null,
                $"{AnnotationProblem.Count(reason.Value.Values.Sum(), "tag", "tags")} {reason.Key} {(reason.Value.Values.Sum() == 1 ? "was" : "were")} not written: {AnnotationProblem.List(reason.Value.Keys.OrderBy(tag => tag, StringComparer.Ordinal))}."));
        foreach (var file in files.Where(file => file.IsKept))
            file.MoveToTarget(options.Overwrite);
        return new AnnotationExport { Path = Target, Format = Format, ImageCount = ImageCount, RegionCount = RegionCount, Tag = [.. tags] };
    }

    /// <summary>Deletes the files that aren't complete.</summary>
    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes an image.</summary>
    /// <param name="name">The path relative to the folder of images, with /.</param>
    /// <param name="image">The image.</param>
    private protected abstract void Write(string name, AnnotatedImage image);

    private protected abstract void Finish();

    /// <summary>Opens a file that gets its name when all are complete.</summary>
    private protected StagedFile Stage(string path)
    {
        if (File.Exists(path) && !options.Overwrite)
            throw new AnnotationException($"The file {path} exists.") { ExistingPath = path };
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new StagedFile(path);
        files.Add(file);
        return file;
    }

    /// <summary>The number of a tag, from 0, in the order of appearance.</summary>
    private protected int TagIndex(string tag)
    {
        if (!tagIndexes.TryGetValue(tag, out var index))
        {
            tagIndexes[tag] = index = tags.Count;
            tags.Add(tag);
        }

        return index;
    }

    /// <summary>
    /// The size in pixels of the file, which can differ from that of the image in the service; if there is no file, that of the image.
    /// Null when neither is known.
    /// </summary>
    private protected (int Width, int Height)? SizeOf(AnnotatedImage image)
    {
        (int Width, int Height)? stated = image is { Width: > 0, Height: > 0 } ? (image.Width.Value, image.Height.Value) : null;
        try
        {
            using var file = SourceFile.Open(Path.Combine(imageFolder, image.Path));
            return ImageDimensions.Read(file) ?? stated;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return stated;
        }
    }

    private protected void ReportSizeUnknown(AnnotatedImage image) => report(new AnnotationProblem(
        AnnotationProblemKind.SizeUnknown, Target, null, image.Path, $"{Format} states boxes in pixels, and the width and height of the image are not known. The image was left out. Save the image in {imageFolder} first."));

    private protected void ReportNameTaken(AnnotatedImage image, string file) => report(new AnnotationProblem(
        AnnotationProblemKind.NameRefused, Target, null, image.Path, $"Another image has the annotation file {file} already, because their names differ only in the extension. The image was left out."));

    private protected void ReportNameInvalid(AnnotatedImage image, string holder) => report(new AnnotationProblem(
        AnnotationProblemKind.NameRefused, Target, null, image.Path, $"The name of the file has characters that {holder} can't hold. The image was left out. Rename the file."));

    /// <summary>Notes a tag that the format can't hold. One warning at the end lists all of them.</summary>
    private protected void Lose(string reason, string tag, int times = 1)
    {
        if (!lost.TryGetValue(reason, out var names))
            lost[reason] = names = new Dictionary<string, int>(StringComparer.Ordinal);
        names[tag] = (names.TryGetValue(tag, out var count) ? count : 0) + times;
    }

    /// <summary>Notes the tags of an image itself, for formats that hold only tags of regions.</summary>
    private protected void LoseTagsWithoutRegion(AnnotatedImage image)
    {
        foreach (var tag in image.Tag)
            Lose($"without a region, which {Format} can't hold,", tag);
    }

    private static string TargetOf(AnnotationFormat format, string destination)
    {
        var path = Path.GetFullPath(destination);
        var (file, extension) = format switch
        {
            AnnotationFormat.Coco => ("instances.json", ".json"),
            AnnotationFormat.Csv => ("annotations.csv", ".csv"),
            AnnotationFormat.AutoMLJsonl => ("annotations.jsonl", ".jsonl"),
            _ => ("", null),
        };
        return extension is null || (!Directory.Exists(path) && path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ? path : Path.Combine(path, file);
    }

    private string? RelativeName(string path)
    {
        var full = Path.GetFullPath(Path.Combine(imageFolder, path));
        var comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return full.StartsWith(imageFolder, comparison) ? full.Substring(imageFolder.Length).Replace(Path.DirectorySeparatorChar, '/') : null;
    }
}

/// <summary>How an <see cref="AnnotationWriter"/> writes.</summary>
public sealed record AnnotationWriterOptions
{
    /// <summary>The full path of the folder that the paths of images are relative to; null for <see cref="AnnotationWriter.DefaultImageFolder"/>.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>Replaces existing files.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What image_url of AutoML JSONL starts with, such as azureml://…/paths/set/. The path of the image follows.</summary>
    public string UrlPrefix { get; init; } = "";

    /// <summary>The names of the first tags, in the order of their numbers. Further tags follow in the order of appearance.</summary>
    public IReadOnlyList<string> TagOrder { get; init; } = [];
}

/// <summary>The result of writing annotations.</summary>
public sealed class AnnotationExport
{
    /// <summary>The full path of the file, or of the folder for VOC and YOLO.</summary>
    public string Path { get; init; } = "";

    /// <summary>The format.</summary>
    public AnnotationFormat Format { get; init; }

    /// <summary>The number of images.</summary>
    public int ImageCount { get; init; }

    /// <summary>The number of regions.</summary>
    public int RegionCount { get; init; }

    /// <summary>The names of the tags, in the order of their numbers.</summary>
    public IReadOnlyList<string> Tag { get; init; } = [];

    /// <summary>The names of the tags as text, for tables and files.</summary>
    public string TagNames => string.Join(", ", Tag);

    /// <inheritdoc/>
    public override string ToString() => Path;
}
