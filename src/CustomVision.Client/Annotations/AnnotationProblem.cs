using System.Globalization;

namespace CustomVision.Annotations;

/// <summary>What an annotation file contains that can't be read or written as it is. Each has one documented outcome.</summary>
public enum AnnotationProblemKind
{
    /// <summary>An entry, a line or a file of a folder can't be read. It is left out.</summary>
    EntryInvalid,

    /// <summary>An image file doesn't exist. The image is left out, unless <see cref="AnnotationReaderOptions.AllowMissingImages"/> is set.</summary>
    ImageMissing,

    /// <summary>A path leads outside the folder of images, and the folder has no file of that name. The image is left out.</summary>
    PathRefused,

    /// <summary>The boxes are in pixels, and the width and height of the image are not known. The image is left out.</summary>
    SizeUnknown,

    /// <summary>Boxes have a class that the file doesn't define, or none. They are left out.</summary>
    TagUnknown,

    /// <summary>The format can't hold the name of an image, or two images would have the same annotation file. The image is left out.</summary>
    NameRefused,

    /// <summary>Boxes extend beyond the image. They are clipped.</summary>
    BoxClipped,

    /// <summary>Boxes have no area, or lie outside the image. They are left out.</summary>
    BoxWithoutArea,

    /// <summary>An image has the same box with the same tag more than once. The repetitions are left out, because the service refuses them.</summary>
    BoxRepeated,

    /// <summary>Boxes enclose crowds of objects. They are left out, unless <see cref="AnnotationReaderOptions.IncludeCrowds"/> is set.</summary>
    CrowdSkipped,

    /// <summary>The boxes refer to pixels that the EXIF data rotate. They are rotated with the image.</summary>
    BoxRotated,

    /// <summary>The size in the annotation isn't that of the file. The boxes are taken as fractions of the size in the annotation.</summary>
    SizeDiffers,

    /// <summary>An image is listed more than once. It is returned each time.</summary>
    ImageRepeated,

    /// <summary>Classes have no annotations. No tags are created for them.</summary>
    TagUnused,

    /// <summary>The format can't hold something. It isn't written.</summary>
    NotWritten,

    /// <summary>The file of an image isn't in the folder of images, so its extension is a guess.</summary>
    ImageNotSaved,
}

/// <summary>A problem with one image, line or file of annotations, with its outcome.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="File">The annotation file or folder.</param>
/// <param name="Line">The line, from 1; null when it is not known.</param>
/// <param name="Image">The image as the annotation names it; null when the problem isn't with one image.</param>
/// <param name="Text">What the problem and its outcome are.</param>
public sealed record AnnotationProblem(AnnotationProblemKind Kind, string File, int? Line, string? Image, string Text)
{
    /// <summary>Whether something is lost that the user has to correct. Other problems are warnings.</summary>
    public bool IsError => Kind <= AnnotationProblemKind.NameRefused;

    /// <summary>The file, the line, the image and the text.</summary>
    public string Message
    {
        get
        {
            var line = Line is { } number ? string.Format(CultureInfo.InvariantCulture, ", line {0}", number) : "";
            return $"{File}{line}{(Image is null ? "" : $", image {Image}")}: {Text}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Message;

    /// <summary>Up to five names for a message, in quotation marks, and how many there are besides.</summary>
    internal static string List(IEnumerable<string> names)
    {
        const int Shown = 5;
        var all = names.ToList();
        var rest = all.Count > Shown ? $" and {all.Count - Shown} more" : "";
        return string.Join(", ", all.Take(Shown).Select(name => $"'{name}'")) + rest;
    }

    /// <summary>A count with its noun: 1 box, 2 boxes.</summary>
    internal static string Count(int count, string one, string many) =>
        string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", count, count == 1 ? one : many);
}
