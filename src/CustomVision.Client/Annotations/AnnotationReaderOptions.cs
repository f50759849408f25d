using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>How an <see cref="AnnotationReader"/> reads.</summary>
public sealed record AnnotationReaderOptions
{
    /// <summary>The format; null to recognize it.</summary>
    public AnnotationFormat? Format { get; init; }

    /// <summary>
    /// The full path of the folder that the paths of images are relative to. Null to look beside the annotation file, in the folders
    /// that the tools of the format use.
    /// </summary>
    public string? ImageFolder { get; init; }

    /// <summary>Returns images whose files don't exist as well.</summary>
    public bool AllowMissingImages { get; init; }

    /// <summary>Returns boxes that enclose crowds of objects as well.</summary>
    public bool IncludeCrowds { get; init; }

    /// <summary>How boxes relate to images that their EXIF data rotate.</summary>
    public BoxOrientation Orientation { get; init; }

    /// <summary>The unit of the boxes of a CSV file. Null to decide by the values: fractions unless one exceeds 1.5.</summary>
    public RegionUnit? RegionUnit { get; init; }
}
