using System.Text;
using System.Text.Json;

namespace CustomVision.Annotations;

/// <summary>Recognizes the format of a file or folder by its content.</summary>
internal static class FormatRecognizer
{
    private const int HeadLength = 64 * 1024;

    /// <returns>The file or folder to read, and its format.</returns>
    /// <exception cref="AnnotationException">The format isn't recognized.</exception>
    public static (string Path, AnnotationFormat Format) Recognize(string path, AnnotationFormat? format)
    {
        if (Directory.Exists(path))
            return RecognizeFolder(path, format);
        return (path, format ?? RecognizeFile(path) ?? throw NotRecognized(path));
    }

    private static (string Path, AnnotationFormat Format) RecognizeFolder(string folder, AnnotationFormat? format)
    {
        if (format is AnnotationFormat.Voc or AnnotationFormat.Yolo)
            return (folder, format.Value);
        if (format is null)
        {
            if (YoloFormat.FindNames(folder) is not null)
                return (folder, AnnotationFormat.Yolo);
            if (VocFormat.IsFolder(folder))
                return (folder, AnnotationFormat.Voc);
        }

        // A folder with one file of another format.
        var files = Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".JSON" or ".JSONL" or ".CSV")
            .Where(file => RecognizeFile(file) is { } found && (format is null || found == format))
            .OrderBy(file => file, StringComparer.Ordinal)
            .ToList();
        return files.Count switch
        {
            1 => (files[0], RecognizeFile(files[0])!.Value),
            0 => throw NotRecognized(folder),
            _ => throw new AnnotationException($"The folder {folder} has several annotation files: {AnnotationProblem.List(files.Select(Path.GetFileName)!)}. Specify one of them."),
        };
    }

    private static AnnotationFormat? RecognizeFile(string file)
    {
        if (YoloFormat.IsNamesFile(file))
            return AnnotationFormat.Yolo;
        // A COCO file is often one line of many megabytes.
        using var reader = new StreamReader(file);
        var buffer = new char[HeadLength];
        var head = new string(buffer, 0, reader.ReadBlock(buffer, 0, buffer.Length)).TrimStart();
        return head switch
        {
            "" => null,
            ['<', ..] => AnnotationFormat.Voc,
            ['{', ..] => RecognizeJson(head),
            ['[', ..] => null,
            _ => CsvFormat.IsHeader(head.Split('\n')[0].TrimEnd('\r')) ? AnnotationFormat.Csv : null,
        };
    }

    private static AnnotationFormat? RecognizeJson(string head)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(head), isFinalBlock: false, default);
        try
        {
            while (json.Read())
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
                {
                    if (json.ValueTextEquals("image_url"))
                        return AnnotationFormat.AutoMLJsonl;
                    if (json.ValueTextEquals("images") || json.ValueTextEquals("annotations") || json.ValueTextEquals("categories"))
                        return AnnotationFormat.Coco;
                }
        }
        catch (JsonException)
        {
            return null;
        }

        return AnnotationFormat.Coco; // The start contains other members, such as info and licenses.
    }

    private static AnnotationException NotRecognized(string path) => new(
        $"The format of {path} isn't recognized. It is not a COCO file, a Pascal VOC file or folder, a YOLO folder with a file of class names, a CSV file with a header, or an AutoML JSONL file. Specify -Format if it is.");
}
