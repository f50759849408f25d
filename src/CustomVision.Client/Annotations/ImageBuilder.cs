using CustomVision.Images;
using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>
/// Converts what a file describes to an <see cref="AnnotatedImage"/>: finds the image file, converts boxes to fractions of the image as
/// it is shown, and reports what doesn't fit.
/// </summary>
internal sealed class ImageBuilder(ImageLocator locator, ReadContext context)
{
    // Formats round to six digits. What is this little beyond the edge is not worth a warning.
    private const double Tolerance = 1e-5;

    private readonly HashSet<string> returned = new(StringComparer.Ordinal);

    /// <summary>Returns the image; null when it is left out, which is reported.</summary>
    public AnnotatedImage? Build(RawImage raw)
    {
        if (Locate(raw) is not { } path)
            return null;
        var stored = ReadDimensions(path);
        var hasSize = raw.Width > 0 && raw.Height > 0;
        if (raw.Unit == RegionUnit.Pixel && raw.Regions.Count > 0 && !hasSize && stored is null)
        {
            Report(AnnotationProblemKind.SizeUnknown, raw, "The boxes are in pixels, and neither the annotation nor the file states the width and height of the image. The image was left out.");
            return null;
        }

        var orientation = OrientationOf(raw, stored, hasSize);
        var shown = stored?.Shown ?? (hasSize ? ((int)raw.Width, (int)raw.Height) : null);
        var grid = hasSize ? (raw.Width, raw.Height) : orientation > 1 ? (stored!.Value.Width, stored.Value.Height) : shown ?? (1, 1);
        var regions = Convert(raw, raw.Unit == RegionUnit.Pixel ? grid : (1, 1), orientation);
        if (!returned.Add(path))
            Report(AnnotationProblemKind.ImageRepeated, raw, "The image is listed more than once, and is returned again. To add the tags to an image that is already uploaded, use Add-CVTrainingImage -TagDuplicate.");
        return new AnnotatedImage
        {
            Path = path,
            Tag = raw.Tags.Distinct(StringComparer.Ordinal).ToArray(),
            Region = regions,
            Width = shown?.Width,
            Height = shown?.Height,
        };
    }

    private string? Locate(RawImage raw)
    {
        if (raw.Path is not null)
            return raw.Path;
        var location = locator.Find(raw.Names);
        if (location.Exists)
            return location.Path;
        if (location.IsOutside)
        {
            Report(AnnotationProblemKind.PathRefused, raw, $"The path leads outside the folder of images, which has no file of that name. The image was left out. Specify the folder with -ImageFolder.");
            return null;
        }

        if (location.Path is null)
        {
            Report(AnnotationProblemKind.EntryInvalid, raw, "The path can't be that of a file. The image was left out.");
            return null;
        }

        if (context.Options.AllowMissingImages)
            return location.Path;
        Report(AnnotationProblemKind.ImageMissing, raw, $"The file {location.Path} doesn't exist. The image was left out.");
        return null;
    }

    private int OrientationOf(RawImage raw, StoredDimensions? stored, bool hasSize)
    {
        if (stored is not { } file)
            return 1;
        var matchesShown = hasSize && raw.Width == file.Shown.Width && raw.Height == file.Shown.Height;
        var matchesStored = hasSize && raw.Width == file.Width && raw.Height == file.Height;
        if (hasSize && !matchesShown && !matchesStored)
            Report(
                AnnotationProblemKind.SizeDiffers,
                raw,
                $"The annotation states {raw.Width:0.##} x {raw.Height:0.##} pixels, and the file has {file.Shown.Width} x {file.Shown.Height}. The boxes were taken as fractions of the size in the annotation.");
        var isStored = context.Options.Orientation == BoxOrientation.Stored || (context.Options.Orientation == BoxOrientation.Auto && matchesStored && !matchesShown);
        if (!isStored || file.Orientation == 1)
            return 1;
        if (raw.Regions.Count > 0)
            Report(AnnotationProblemKind.BoxRotated, raw, "The boxes refer to the pixels as stored, and the EXIF data rotate the image. The boxes were rotated with it.");
        return file.Orientation;
    }

    private AnnotatedRegion[] Convert(RawImage raw, (double Width, double Height) grid, int orientation)
    {
        var regions = new List<AnnotatedRegion>(raw.Regions.Count);
        var known = new HashSet<AnnotatedRegion>();
        var (clipped, empty, repeated) = (0, 0, 0);
        foreach (var box in raw.Regions)
        {
            var shown = Rotate(box.Left / grid.Width, box.Top / grid.Height, box.Width / grid.Width, box.Height / grid.Height, orientation);
            var region = Clip(box.Tag, shown, out var isClipped);
            if (region is null)
                empty++;
            else if (!known.Add(region))
                repeated++;
            else
                regions.Add(region);
            if (region is not null && isClipped)
                clipped++;
        }

        ReportCounts(raw, clipped, empty, repeated);
        return [.. regions];
    }

    private void ReportCounts(RawImage raw, int clipped, int empty, int repeated)
    {
        if (raw.UnknownTags.Count > 0)
            Report(AnnotationProblemKind.TagUnknown, raw, $"{Boxes(raw.UnknownTags.Count, "has", "have")} a class that the file doesn't define: {AnnotationProblem.List(raw.UnknownTags.Distinct())}. {Were(raw.UnknownTags.Count)} left out.");
        if (raw.Crowds > 0)
            Report(AnnotationProblemKind.CrowdSkipped, raw, $"{Boxes(raw.Crowds, "encloses a crowd", "enclose crowds")} of objects, and {WereLower(raw.Crowds)} left out. To keep them, use -IncludeCrowd.");
        if (empty > 0)
            Report(AnnotationProblemKind.BoxWithoutArea, raw, $"{Boxes(empty, "has", "have")} no area within the image. {Were(empty)} left out.");
        if (clipped > 0)
            Report(AnnotationProblemKind.BoxClipped, raw, $"{Boxes(clipped, "extends", "extend")} beyond the image. {Were(clipped)} clipped.");
        if (repeated > 0)
            Report(AnnotationProblemKind.BoxRepeated, raw, $"{Boxes(repeated, "repeats", "repeat")} another box with the same tag. {Were(repeated)} left out.");
    }

    private static string Boxes(int count, string one, string many) => AnnotationProblem.Count(count, $"box {one}", $"boxes {many}");

    private static string Were(int count) => count == 1 ? "It was" : "They were";

    private static string WereLower(int count) => count == 1 ? "was" : "were";

    // What the EXIF orientation does to the pixels, done to a rectangle.
    private static (double Left, double Top, double Width, double Height) Rotate(double left, double top, double width, double height, int orientation) => orientation switch
    {
        2 => (1 - left - width, top, width, height),
        3 => (1 - left - width, 1 - top - height, width, height),
        4 => (left, 1 - top - height, width, height),
        5 => (top, left, height, width),
        6 => (1 - top - height, left, height, width),
        7 => (1 - top - height, 1 - left - width, height, width),
        8 => (top, 1 - left - width, height, width),
        _ => (left, top, width, height),
    };

    private static AnnotatedRegion? Clip(string tag, (double Left, double Top, double Width, double Height) box, out bool isClipped)
    {
        var (right, bottom) = (box.Left + box.Width, box.Top + box.Height);
        isClipped = box.Left < -Tolerance || box.Top < -Tolerance || right > 1 + Tolerance || bottom > 1 + Tolerance;
        var (left, top) = (Math.Max(0, box.Left), Math.Max(0, box.Top));
        var region = new AnnotatedRegion
        {
            Tag = tag,
            Left = left,
            Top = top,
            // A box that isn't clipped keeps its exact size.
            Width = left == box.Left && right <= 1 ? box.Width : Math.Min(right, 1) - left,
            Height = top == box.Top && bottom <= 1 ? box.Height : Math.Min(bottom, 1) - top,
        };
        return region.Width > 0 && region.Height > 0 ? region : null; // also not a number
    }

    private static StoredDimensions? ReadDimensions(string path)
    {
        try
        {
            using var file = SourceFile.Open(path);
            return ImageDimensions.ReadStored(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Report(AnnotationProblemKind kind, RawImage raw, string text) => context.Problem(kind, raw.File, text, raw.Line, raw.Names[0]);
}
