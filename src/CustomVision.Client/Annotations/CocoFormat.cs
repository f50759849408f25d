using System.Globalization;
using System.Text.Json;
using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>
/// COCO: one JSON file with the arrays images, annotations and categories. An annotation without a box and a segmentation is a tag of
/// the image itself, as in the COCO files of Azure for classification.
/// </summary>
internal static class CocoFormat
{
    private static readonly string[] Sections = ["images", "annotations", "categories"];

    // The arrays can be in any order, and annotations aren't sorted by image. So all are held, without their segmentations.
    public static IEnumerable<RawImage> Read(string path, ReadContext context)
    {
        var set = new AnnotationSet(path, context);
        using (var json = new JsonSections(File.OpenRead(path), Sections))
            while (json.Read() is var (section, document))
                using (document)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    set.Add(section, document.RootElement);
                }

        foreach (var image in set.Images())
            yield return image;
    }

    private readonly record struct Annotation(int Image, int Category, double Left, double Top, double Width, double Height, bool HasBox);

    private sealed record ImageEntry(int Number, string FileName, double Width, double Height);

    private sealed class AnnotationSet(string path, ReadContext context)
    {
        private readonly List<ImageEntry> images = [];
        private readonly List<Annotation> annotations = [];
        private readonly Dictionary<int, int> crowds = [];
        private readonly Dictionary<int, string> categories = [];
        private readonly Dictionary<string, int> imageKeys = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> categoryKeys = new(StringComparer.Ordinal);
        private int invalid;

        public void Add(string section, JsonElement element)
        {
            switch (section)
            {
                case "images":
                    if (element.Member("file_name").Text() is { Length: > 0 } name && element.Member("id").Text() is { } id)
                        images.Add(new ImageEntry(Number(imageKeys, id), name, element.Member("width").Number() ?? 0, element.Member("height").Number() ?? 0));
                    else
                        context.Problem(AnnotationProblemKind.EntryInvalid, path, $"An image has no id or no file_name: {Shorten(element)}. It was left out.");
                    break;
                case "categories":
                    if (element.Member("name").Text() is { } category && element.Member("id").Text() is { } categoryId)
                        categories[Number(categoryKeys, categoryId)] = category;
                    else
                        context.Problem(AnnotationProblemKind.EntryInvalid, path, $"A category has no id or no name: {Shorten(element)}. It was left out.");
                    break;
                default:
                    AddAnnotation(element);
                    break;
            }
        }

        public IEnumerable<RawImage> Images()
        {
            var unlisted = new HashSet<int>(annotations.Select(annotation => annotation.Image).Except(images.Select(image => image.Number)));
            if (unlisted.Count > 0)
                context.Problem(
                    AnnotationProblemKind.EntryInvalid,
                    path,
                    $"{AnnotationProblem.Count(annotations.Count(annotation => unlisted.Contains(annotation.Image)), "annotation refers", "annotations refer")} to images that the file doesn't list: id {AnnotationProblem.List(imageKeys.Where(key => unlisted.Contains(key.Value)).Select(key => key.Key))}. They were left out.");
            if (invalid > 0)
                context.Problem(AnnotationProblemKind.EntryInvalid, path, $"{AnnotationProblem.Count(invalid, "annotation has", "annotations have")} no image_id or category_id, or a box that isn't four numbers. They were left out.");
            var used = new HashSet<int>(annotations.Select(annotation => annotation.Category));
            context.ReportUnused(path, [.. categories.Where(category => !used.Contains(category.Key)).Select(category => category.Value)]);
            return Enumerate();
        }

        private IEnumerable<RawImage> Enumerate()
        {
            var byImage = annotations.ToLookup(annotation => annotation.Image);
            foreach (var entry in images)
            {
                var image = new RawImage { File = path, Names = [entry.FileName], Width = entry.Width, Height = entry.Height, Unit = RegionUnit.Pixel };
                foreach (var annotation in byImage[entry.Number])
                    if (!categories.TryGetValue(annotation.Category, out var tag) || string.IsNullOrWhiteSpace(tag))
                        image.UnknownTags.Add(categoryKeys.First(key => key.Value == annotation.Category).Key);
                    else if (annotation.HasBox)
                        image.Regions.Add(new RawRegion(tag, annotation.Left, annotation.Top, annotation.Width, annotation.Height));
                    else
                        image.Tags.Add(tag);
                image.Crowds = crowds.TryGetValue(entry.Number, out var count) ? count : 0;
                yield return image;
            }
        }

        private void AddAnnotation(JsonElement element)
        {
            if (element.Member("image_id").Text() is not { } imageId || element.Member("category_id").Text() is not { } categoryId)
            {
                invalid++;
                return;
            }

            var (image, category) = (Number(imageKeys, imageId), Number(categoryKeys, categoryId));
            if (element.Member("iscrowd").Flag() && !context.Options.IncludeCrowds)
                crowds[image] = crowds.TryGetValue(image, out var count) ? count + 1 : 1;
            else if (!TryReadBox(element, out var box))
                invalid++;
            else
                annotations.Add(new Annotation(image, category, box?.Left ?? 0, box?.Top ?? 0, box?.Width ?? 0, box?.Height ?? 0, box is not null));
        }

        // Ids are numbers or texts. A number per id is all that half a million annotations have to hold.
        private static int Number(Dictionary<string, int> keys, string id)
        {
            if (!keys.TryGetValue(id, out var number))
                keys[id] = number = keys.Count;
            return number;
        }

        private static string Shorten(JsonElement element)
        {
            var text = element.GetRawText();
            return text.Length <= 80 ? text : text.Substring(0, 80) + "...";
        }
    }

    // The box, or the box around the segmentation. True with null if the annotation has neither.
    private static bool TryReadBox(JsonElement annotation, out RawRegion? box)
    {
        box = null;
        if (annotation.Member("bbox") is { } bbox && (bbox.ValueKind != JsonValueKind.Array || bbox.GetArrayLength() > 0))
        {
            var numbers = JsonValues.Numbers(bbox).ToArray();
            if (numbers.Length != 4)
                return false;
            box = new RawRegion("", numbers[0], numbers[1], numbers[2], numbers[3]);
            return true;
        }

        switch (annotation.Member("segmentation"))
        {
            case null or { ValueKind: JsonValueKind.Array } and not { ValueKind: JsonValueKind.Object }:
                box = annotation.Member("segmentation") is { } polygons ? RawRegion.Around("", JsonValues.Numbers(polygons)) : null;
                return true;
            default:
                return false; // a mask as run lengths; COCO files have a box beside it
        }
    }

    /// <summary>Writes images and annotations to two files and joins them, so that their number doesn't matter for memory.</summary>
    internal sealed class Writer : AnnotationWriter
    {
        private readonly StagedFile target;
        private readonly StagedFile annotations;
        private readonly TextWriter imageText;
        private readonly TextWriter annotationText;
        private int count;

        public Writer(string path, AnnotationWriterOptions options, Action<AnnotationProblem> report)
            : base(AnnotationFormat.Coco, path, options, report)
        {
            target = Stage(path);
            annotations = Stage(path + ".annotations");
            imageText = target.Text;
            annotationText = annotations.Text;
            imageText.Write("{\"images\":[");
        }

        private protected override void Write(string name, AnnotatedImage image)
        {
            if (SizeOf(image) is not { } size)
            {
                ReportSizeUnknown(image);
                return;
            }

            imageText.Write(ImageCount == 0 ? "\n" : ",\n");
            imageText.Write($"{{\"id\":{ImageCount + 1},\"file_name\":{JsonText.Quote(name)},\"width\":{size.Width},\"height\":{size.Height}}}");
            foreach (var region in image.Region)
            {
                var box = string.Join(",", new[] { region.Left * size.Width, region.Top * size.Height, region.Width * size.Width, region.Height * size.Height }.Select(Number));
                var area = Number(region.Width * size.Width * region.Height * size.Height);
                Add($"\"category_id\":{TagNumber(region.Tag)},\"bbox\":[{box}],\"area\":{area},\"segmentation\":[],\"iscrowd\":0");
                RegionCount++;
            }

            foreach (var tag in image.Tag)
                Add($"\"category_id\":{TagNumber(tag)}");
            ImageCount++;
        }

        private protected override void Finish()
        {
            imageText.Write("\n],\n\"annotations\":[");
            target.Append(annotations);
            imageText.Write("\n],\n\"categories\":[");
            imageText.Write(string.Join(",", Tags.Select((tag, index) => $"\n{{\"id\":{index + 1},\"name\":{JsonText.Quote(tag)},\"supercategory\":\"none\"}}")));
            imageText.Write("\n]}\n");
            target.Keep();
        }

        private void Add(string members)
        {
            annotationText.Write(count == 0 ? "\n" : ",\n");
            annotationText.Write($"{{\"id\":{++count},\"image_id\":{ImageCount + 1},{members}}}");
        }

        // Categories of COCO start with 1.
        private int TagNumber(string tag) => TagIndex(tag) + 1;

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
