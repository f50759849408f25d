using CustomVision.Models;

namespace CustomVision.Annotations;

/// <summary>
/// An image with its tags and regions, as files of annotations describe it: what <see cref="AnnotationReader"/> returns and
/// <see cref="AnnotationWriter"/> writes. Add-CVTrainingImage binds it by property name.
/// </summary>
public sealed record AnnotatedImage
{
    /// <summary>The path of the file. A reader returns full paths. A writer accepts full paths, and paths relative to its folder of images.</summary>
    public string Path { get; init; } = "";

    /// <summary>The tags of the image itself. The tags of regions aren't repeated here.</summary>
    public IReadOnlyList<string> Tag { get; init; } = [];

    /// <summary>The regions of the image; empty for classification.</summary>
    public IReadOnlyList<AnnotatedRegion> Region { get; init; } = [];

    /// <summary>The width in pixels as the image is shown, after the rotation that its EXIF data requires; null when it is not known.</summary>
    public int? Width { get; init; }

    /// <summary>The height in pixels as the image is shown, after the rotation that its EXIF data requires; null when it is not known.</summary>
    public int? Height { get; init; }

    /// <summary>The names of all tags, those of regions included, as text for tables and files.</summary>
    public string TagNames => string.Join(", ", Tag.Concat(Region.Select(region => region.Tag)).Distinct(StringComparer.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>
    /// Converts an image of a project. A tag that a region has isn't a tag of the image itself. A tag whose name is not known is
    /// represented by its id.
    /// </summary>
    /// <param name="image">The image, with the names of its tags.</param>
    /// <param name="path">The path of its file.</param>
    public static AnnotatedImage From(Image image, string path)
    {
        _ = image ?? throw new ArgumentNullException(nameof(image));
        var regions = image.Regions.Select(region => new AnnotatedRegion
        {
            Tag = region.TagName ?? image.Tags.FirstOrDefault(tag => tag.TagId == region.TagId)?.TagName ?? region.TagId.ToString(),
            Left = region.Left,
            Top = region.Top,
            Width = region.Width,
            Height = region.Height,
        }).ToArray();
        var ofRegions = new HashSet<Guid>(image.Regions.Select(region => region.TagId));
        return new AnnotatedImage
        {
            Path = path,
            Tag = image.Tags.Where(tag => !ofRegions.Contains(tag.TagId)).Select(tag => tag.ToString()).ToArray(),
            Region = regions,
            Width = image.Width > 0 ? image.Width : null,
            Height = image.Height > 0 ? image.Height : null,
        };
    }
}

/// <summary>
/// A region of an <see cref="AnnotatedImage"/>: a tag and a rectangle in fractions of the width and height of the image as it is shown,
/// 0 to 1, from the upper left corner.
/// </summary>
public sealed record AnnotatedRegion
{
    /// <summary>The name of the tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The distance of the left edge from the left edge of the image, as a fraction of its width.</summary>
    public double Left { get; init; }

    /// <summary>The distance of the upper edge from the upper edge of the image, as a fraction of its height.</summary>
    public double Top { get; init; }

    /// <summary>The width, as a fraction of the width of the image.</summary>
    public double Width { get; init; }

    /// <summary>The height, as a fraction of the height of the image.</summary>
    public double Height { get; init; }

    /// <summary>The rectangle.</summary>
    public BoundingBox GetBoundingBox() => new() { Left = Left, Top = Top, Width = Width, Height = Height };

    /// <inheritdoc/>
    public override string ToString() => $"{Tag} ({GetBoundingBox()})";
}
