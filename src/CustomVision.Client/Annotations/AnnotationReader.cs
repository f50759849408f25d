using System.Text;
using System.Xml;

namespace CustomVision.Annotations;

/// <summary>Reads files of annotations in the formats of <see cref="AnnotationFormat"/>.</summary>
public static class AnnotationReader
{
    /// <summary>
    /// Reads an annotation file, or a folder of them, and returns one <see cref="AnnotatedImage"/> per image, in the order of the file.
    /// Files are read while the images are enumerated, except COCO, whose annotations are held in memory.
    /// </summary>
    /// <param name="path">The full path of the file or folder.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <param name="onProblem">Receives each problem with its outcome, before the image that it belongs to; null to ignore them.</param>
    /// <param name="cancellation">Cancels the reading of a large file.</param>
    /// <exception cref="AnnotationException">The file doesn't exist, can't be read as a whole, or its format isn't recognized.</exception>
    public static IEnumerable<AnnotatedImage> Read(
        string path, AnnotationReaderOptions? options = null, Action<AnnotationProblem>? onProblem = null, CancellationToken cancellation = default)
    {
        options ??= new AnnotationReaderOptions();
        var full = Path.GetFullPath(path);
        if (!File.Exists(full) && !Directory.Exists(full))
            throw new AnnotationException($"The file {full} doesn't exist.");
        if (options.ImageFolder is { } images && !Directory.Exists(images) && !options.AllowMissingImages)
            throw new AnnotationException($"The folder of images {images} doesn't exist.");
        var (file, format) = Guard(full, () => FormatRecognizer.Recognize(full, options.Format));
        var context = new ReadContext(options, onProblem ?? (_ => { }), cancellation);
        return Enumerate(file, format, context);
    }

    private static IEnumerable<AnnotatedImage> Enumerate(string file, AnnotationFormat format, ReadContext context)
    {
        var builder = new ImageBuilder(new ImageLocator(file, context.Options.ImageFolder), context);
        var source = format switch
        {
            AnnotationFormat.Coco => CocoFormat.Read(file, context),
            AnnotationFormat.Voc => VocFormat.Read(file, context),
            AnnotationFormat.Yolo => YoloFormat.Read(file, context),
            AnnotationFormat.Csv => CsvFormat.Read(file, context),
            _ => AutoMLJsonlFormat.Read(file, context),
        };
        using var images = source.GetEnumerator();
        while (Guard(file, images.MoveNext))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (builder.Build(images.Current) is { } image)
                yield return image;
        }
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or XmlException or DecoderFallbackException)
        {
            throw new AnnotationException($"The file {path} can't be read: {cause.Message}", cause);
        }
    }
}
