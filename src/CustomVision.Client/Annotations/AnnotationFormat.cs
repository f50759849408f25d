namespace CustomVision.Annotations;

/// <summary>The formats of annotation files.</summary>
public enum AnnotationFormat
{
    /// <summary>COCO: one JSON file with images, annotations and categories. Boxes are left, top, width and height in pixels.</summary>
    Coco,

    /// <summary>Pascal VOC: one XML file per image. Boxes are corners in whole pixels.</summary>
    Voc,

    /// <summary>YOLO: one text file per image, and a file with the names of the classes. Boxes are centers and sizes in fractions.</summary>
    Yolo,

    /// <summary>A table with a header: the path, the tag and optionally a box, one row per tag or box.</summary>
    Csv,

    /// <summary>Azure Machine Learning AutoML for images: one JSON object per line. Boxes are corners in fractions.</summary>
    AutoMLJsonl,
}

/// <summary>How the boxes of an annotation file relate to images that their EXIF data rotate.</summary>
public enum BoxOrientation
{
    /// <summary>
    /// The size in the annotation decides: if it is that of the pixels as stored, the boxes are rotated with the image. Otherwise
    /// the boxes refer to the image as it is shown.
    /// </summary>
    Auto,

    /// <summary>The boxes refer to the image as it is shown, after the rotation.</summary>
    Shown,

    /// <summary>The boxes refer to the pixels as they are stored, and are rotated with the image.</summary>
    Stored,
}

/// <summary>A file of annotations that can't be read as a whole, or a destination that can't be written.</summary>
public sealed class AnnotationException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">The message, with the path of the file.</param>
    /// <param name="inner">The cause; null if there is none.</param>
    public AnnotationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The path of a file that exists and isn't to be replaced; null for other causes.</summary>
    public string? ExistingPath { get; init; }
}
