using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>An image as an annotation file describes it: paths aren't resolved, and boxes are in the unit and grid of the file.</summary>
internal sealed class RawImage
{
    /// <summary>The annotation file, for messages.</summary>
    public required string File { get; init; }

    /// <summary>The line in the file, from 1; null when it is not known.</summary>
    public int? Line { get; init; }

    /// <summary>The names that the image can have, most likely first: paths, or URIs of a data store.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The file of the image, if the format finds its files itself.</summary>
    public string? Path { get; init; }

    /// <summary>The size in pixels that the annotation states; 0 when it states none.</summary>
    public double Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public double Height { get; init; }

    public RegionUnit Unit { get; init; }

    /// <summary>The tags of the image itself.</summary>
    public List<string> Tags { get; } = [];

    public List<RawRegion> Regions { get; } = [];

    /// <summary>The classes of boxes that the file doesn't define.</summary>
    public List<string> UnknownTags { get; } = [];

    /// <summary>The number of boxes left out because they enclose crowds.</summary>
    public int Crowds { get; set; }
}

/// <summary>A box as an annotation file describes it, converted to left, top, width and height.</summary>
internal readonly record struct RawRegion(string Tag, double Left, double Top, double Width, double Height)
{
    public static RawRegion FromCorners(string tag, double left, double top, double right, double bottom) => new(tag, left, top, right - left, bottom - top);

    public static RawRegion FromCenter(string tag, double x, double y, double width, double height) => new(tag, x - (width / 2), y - (height / 2), width, height);

    /// <summary>The box around the points of polygons: x and y in turn. Null without a point.</summary>
    public static RawRegion? Around(string tag, IEnumerable<double> coordinates)
    {
        double left = double.PositiveInfinity, top = double.PositiveInfinity, right = double.NegativeInfinity, bottom = double.NegativeInfinity;
        var isX = true;
        foreach (var value in coordinates)
        {
            if (isX)
                (left, right) = (Math.Min(left, value), Math.Max(right, value));
            else
                (top, bottom) = (Math.Min(top, value), Math.Max(bottom, value));
            isX = !isX;
        }

        return double.IsInfinity(left) || double.IsInfinity(top) ? null : FromCorners(tag, left, top, right, bottom);
    }
}

/// <summary>What the readers of all formats share while one path is read.</summary>
/// <param name="Options">How to read.</param>
/// <param name="Report">Receives the problems.</param>
/// <param name="Cancellation">Cancels the reading of a large file.</param>
internal sealed record ReadContext(AnnotationReaderOptions Options, Action<AnnotationProblem> Report, CancellationToken Cancellation)
{
    public void Problem(AnnotationProblemKind kind, string file, string text, int? line = null, string? image = null) =>
        Report(new AnnotationProblem(kind, file, line, image, text));

    /// <summary>Reports the classes of a file that no annotation uses. Data sets share lists of classes, so this isn't an error.</summary>
    public void ReportUnused(string file, IReadOnlyCollection<string> unused)
    {
        if (unused.Count > 0)
            Problem(
                AnnotationProblemKind.TagUnused,
                file,
                $"{AnnotationProblem.Count(unused.Count, "class has", "classes have")} no annotations, so no tags are created for them: {AnnotationProblem.List(unused)}.");
    }
}
