using System.Xml;
using System.Xml.Linq;
using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>
/// Pascal VOC: one XML file per image, with boxes as corners in whole pixels. Tools count from 0 or from 1; from 0 is assumed, as
/// most do.
/// </summary>
internal static class VocFormat
{
    private const int LargestDocument = 16 * 1024 * 1024; // in characters

    private static readonly string[] Corners = ["xmin", "ymin", "xmax", "ymax"];

    /// <summary>Whether the first XML file of a folder is an annotation.</summary>
    public static bool IsFolder(string folder) => Files(folder).FirstOrDefault() is { } first && IsAnnotation(first);

    public static IEnumerable<RawImage> Read(string path, ReadContext context)
    {
        if (!Directory.Exists(path))
        {
            yield return Parse(path, "", context) ?? throw new AnnotationException($"The file {path} has no element annotation.");
            yield break;
        }

        var root = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        foreach (var file in Files(path))
        {
            RawImage? image = null;
            try
            {
                image = Parse(file, Path.GetDirectoryName(file.Substring(root.Length))!.Replace(Path.DirectorySeparatorChar, '/'), context);
                if (image is null)
                    context.Problem(AnnotationProblemKind.EntryInvalid, file, "The file has no element annotation. It was left out.");
            }
            catch (XmlException cause)
            {
                context.Problem(AnnotationProblemKind.EntryInvalid, file, $"The file is not valid XML: {cause.Message} It was left out.", cause.LineNumber);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                context.Problem(AnnotationProblemKind.EntryInvalid, file, $"The file can't be read: {cause.Message} It was left out.");
            }

            if (image is not null)
                yield return image;
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).OrderBy(file => file, StringComparer.Ordinal);

    // A document type could name files and addresses that the parser would read. A path would be taken as an escaped URI.
    private static XmlReader Open(Stream file) => XmlReader.Create(
        file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestDocument });

    private static bool IsAnnotation(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var xml = Open(stream);
            return xml.MoveToContent() == XmlNodeType.Element && xml.LocalName == "annotation";
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static RawImage? Parse(string file, string folder, ReadContext context)
    {
        using var stream = File.OpenRead(file);
        using var xml = Open(stream);
        var root = XDocument.Load(xml, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!;
        if (root.Name.LocalName != "annotation")
            return null;
        var size = root.Element("size");
        var image = new RawImage
        {
            File = file,
            Names = [.. Names(root, file, folder).Where(name => !string.IsNullOrWhiteSpace(name)).Distinct(StringComparer.Ordinal)],
            Width = Number(size?.Element("width")) ?? 0,
            Height = Number(size?.Element("height")) ?? 0,
            Unit = RegionUnit.Pixel,
        };
        foreach (var item in root.Elements("object"))
        {
            if (item.Element("name")?.Value is not { } tag || string.IsNullOrWhiteSpace(tag))
                image.UnknownTags.Add("");
            else if (!TryReadBox(item, tag, out var box))
                context.Problem(AnnotationProblemKind.EntryInvalid, file, $"The box of '{tag}' isn't four numbers. It was left out.", ((IXmlLineInfo)item).LineNumber, image.Names[0]);
            else if (box is { } region)
                image.Regions.Add(region);
            else
                image.Tags.Add(tag);
        }

        return image;
    }

    // The file name counts. Images are often renamed together with their XML files, but not in them.
    private static IEnumerable<string> Names(XElement root, string file, string folder)
    {
        var name = root.Element("filename")?.Value.Trim() ?? "";
        if (name.Length > 0)
        {
            if (folder.Length > 0)
                yield return $"{folder}/{name}";
            yield return name;
            if (root.Element("folder")?.Value.Trim() is { Length: > 0 } stated)
                yield return $"{stated}/{name}";
        }

        var stem = Path.GetFileNameWithoutExtension(file);
        yield return folder.Length > 0 ? $"{folder}/{stem}" : stem;
        yield return stem;
        yield return root.Element("path")?.Value.Trim() ?? "";
    }

    // The box, or the box around the polygon. True with null if the object has neither: it is a tag of the image itself.
    private static bool TryReadBox(XElement item, string tag, out RawRegion? box)
    {
        box = null;
        if (item.Element("bndbox") is { } corners)
        {
            double?[] values = [.. Corners.Select(name => Number(corners.Element(name)))];
            if (values.Contains(null))
                return false;
            box = RawRegion.FromCorners(tag, values[0]!.Value, values[1]!.Value, values[2]!.Value, values[3]!.Value);
            return true;
        }

        if (item.Element("polygon") is not { } polygon)
            return true;
        var points = polygon.Descendants().Where(point => !point.HasElements && point.Name.LocalName[0] is 'x' or 'y').Select(Number).ToList();
        box = points.Contains(null) ? null : RawRegion.Around(tag, points.Select(point => point!.Value));
        return box is not null;
    }

    private static double? Number(XElement? element) => NumberText.Parse(element?.Value.Trim());

    internal sealed class Writer(string path, AnnotationWriterOptions options, Action<AnnotationProblem> report)
        : AnnotationWriter(AnnotationFormat.Voc, path, options, report)
    {
        private static readonly XmlWriterSettings Settings = new() { Indent = true, IndentChars = "  ", NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize, OmitXmlDeclaration = true };

        private readonly HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);

        private protected override void Write(string name, AnnotatedImage image)
        {
            if (SizeOf(image) is not { } size)
            {
                ReportSizeUnknown(image);
                return;
            }

            if (!IsXmlText(name))
            {
                ReportNameInvalid(image, "XML");
                return;
            }

            var file = Path.Combine(Target, Path.ChangeExtension(name, ".xml"));
            if (!written.Add(file))
            {
                ReportNameTaken(image, file);
                return;
            }

            LoseTagsWithoutRegion(image);
            var folder = name.LastIndexOf('/');
            var root = new XElement(
                "annotation",
                new XElement("folder", folder < 0 ? "" : name.Substring(0, folder)),
                new XElement("filename", name.Substring(folder + 1)),
                new XElement("source", new XElement("database", "Custom Vision")),
                new XElement("size", new XElement("width", size.Width), new XElement("height", size.Height), new XElement("depth", 3)),
                new XElement("segmented", 0),
                image.Region.Where(CanHold).Select(region => Object(region, size.Width, size.Height)));
            var staged = Stage(file);
            using (var xml = XmlWriter.Create(staged.Text, Settings))
                root.Save(xml);
            staged.Text.WriteLine();
            staged.Keep();
            ImageCount++;
        }

        private protected override void Finish()
        {
            // Each file is complete already.
        }

        private bool CanHold(AnnotatedRegion region)
        {
            if (IsXmlText(region.Tag))
                return true;
            Lose("with characters that XML can't hold", region.Tag);
            return false;
        }

        private static bool IsXmlText(string text)
        {
            try
            {
                XmlConvert.VerifyXmlChars(text);
                return true;
            }
            catch (XmlException)
            {
                return false;
            }
        }

        private XElement Object(AnnotatedRegion region, int width, int height)
        {
            TagIndex(region.Tag);
            RegionCount++;
            var (left, right) = Pixels(region.Left, region.Width, width);
            var (top, bottom) = Pixels(region.Top, region.Height, height);
            return new XElement(
                "object",
                new XElement("name", region.Tag),
                new XElement("pose", "Unspecified"),
                new XElement("truncated", 0),
                new XElement("difficult", 0),
                new XElement("bndbox", new XElement("xmin", left), new XElement("ymin", top), new XElement("xmax", right), new XElement("ymax", bottom)));
        }

        // Many tools read whole numbers only. A box keeps at least one pixel.
        private static (int Start, int End) Pixels(double start, double length, int total)
        {
            var end = Math.Min(total, Math.Max(1, (int)Math.Round((start + length) * total, MidpointRounding.AwayFromZero)));
            return (Math.Min((int)Math.Round(start * total, MidpointRounding.AwayFromZero), end - 1), end);
        }
    }
}
