using System.Text.Json;
using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>
/// JSONL of Azure Machine Learning AutoML for images: an object with image_url and label per line. The label is a text (one tag), a list of
/// texts (several tags), or a list of objects with corners in fractions (object detection).
/// </summary>
internal static class AutoMLJsonlFormat
{
    public static IEnumerable<RawImage> Read(string path, ReadContext context)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim().Length == 0)
                continue;
            RawImage? image = null;
            try
            {
                using var document = JsonDocument.Parse(line);
                image = Parse(document.RootElement, path, number, context);
                if (image is null)
                    context.Problem(AnnotationProblemKind.EntryInvalid, path, "The line has no image_url. It was left out.", number);
            }
            catch (JsonException cause)
            {
                context.Problem(AnnotationProblemKind.EntryInvalid, path, $"The line is not a JSON object: {cause.Message} It was left out.", number);
            }

            if (image is not null)
                yield return image;
        }
    }

    private static RawImage? Parse(JsonElement element, string path, int line, ReadContext context)
    {
        if (element.Member("image_url").Text() is not { Length: > 0 } url)
            return null;
        var details = element.Member("image_details") ?? element;
        var image = new RawImage
        {
            File = path,
            Line = line,
            Names = [url],
            Width = details.Member("width").Number() ?? 0,
            Height = details.Member("height").Number() ?? 0,
            Unit = RegionUnit.Fraction,
        };
        switch (element.Member("label"))
        {
            case { ValueKind: JsonValueKind.Array } labels:
                foreach (var label in labels.EnumerateArray())
                    AddLabel(label, image, context);
                break;
            case { } label:
                AddLabel(label, image, context);
                break;
        }

        return image;
    }

    private static void AddLabel(JsonElement label, RawImage image, ReadContext context)
    {
        var isObject = label.ValueKind == JsonValueKind.Object;
        var tag = isObject ? label.Member("label").Text() : ((JsonElement?)label).Text();
        if (string.IsNullOrWhiteSpace(tag))
        {
            if (isObject)
                image.UnknownTags.Add("");
        }
        else if (!isObject)
        {
            image.Tags.Add(tag!);
        }
        else if (label.Member("isCrowd").Flag() && !context.Options.IncludeCrowds)
        {
            image.Crowds++;
        }
        else if (label.Member("polygon") is { } polygon && RawRegion.Around(tag!, JsonValues.Numbers(polygon)) is { } around)
        {
            image.Regions.Add(around);
        }
        else
        {
            AddBox(label, tag!, image, context);
        }
    }

    private static void AddBox(JsonElement label, string tag, RawImage image, ReadContext context)
    {
        var corners = new[] { "topX", "topY", "bottomX", "bottomY" };
        double?[] numbers = [.. corners.Select(name => label.Member(name).Number())];
        if (!numbers.Contains(null))
            image.Regions.Add(RawRegion.FromCorners(tag, numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value));
        else if (corners.Any(name => label.Member(name) is not null))
            context.Problem(AnnotationProblemKind.EntryInvalid, image.File, $"The box of '{tag}' has no numbers topX, topY, bottomX and bottomY. It was left out.", image.Line, image.Names[0]);
        else
            image.Tags.Add(tag);
    }

    /// <summary>
    /// All lines of a file have labels of one kind. Only the last image shows which, so the lines are written in each kind, and one file
    /// is kept.
    /// </summary>
    internal sealed class Writer : AnnotationWriter
    {
        private readonly StagedFile detection;
        private readonly StagedFile multilabel;
        private readonly StagedFile multiclass;
        private readonly Dictionary<string, int> tagsWithoutRegion = new(StringComparer.Ordinal);
        private bool isMulticlass = true;

        public Writer(string path, AnnotationWriterOptions options, Action<AnnotationProblem> report)
            : base(AnnotationFormat.AutoMLJsonl, path, options, report)
        {
            detection = Stage(path);
            multilabel = Stage(path + ".multilabel");
            multiclass = Stage(path + ".multiclass");
        }

        private protected override void Write(string name, AnnotatedImage image)
        {
            var format = Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
            var size = SizeOf(image) is { } known ? $",\"width\":{known.Width},\"height\":{known.Height}" : "";
            var start = $"{{\"image_url\":{JsonText.Quote(Options.UrlPrefix + name)},\"image_details\":{{\"format\":{JsonText.Quote(format)}{size}}},\"label\":";
            detection.Text.WriteLine($"{start}[{string.Join(",", image.Region.Select(Label))}]}}");
            multilabel.Text.WriteLine($"{start}[{string.Join(",", image.Tag.Select(JsonText.Quote))}]}}");
            multiclass.Text.WriteLine($"{start}{(image.Tag.Count == 1 ? JsonText.Quote(image.Tag[0]) : "\"\"")}}}");
            isMulticlass &= image.Tag.Count == 1;
            RegionCount += image.Region.Count;
            foreach (var tag in image.Tag)
            {
                TagIndex(tag);
                tagsWithoutRegion[tag] = tagsWithoutRegion.TryGetValue(tag, out var count) ? count + 1 : 1;
            }

            ImageCount++;
        }

        private protected override void Finish()
        {
            if (RegionCount == 0 && ImageCount > 0)
            {
                detection.Replace(isMulticlass ? multiclass : multilabel);
            }
            else
            {
                foreach (var tag in tagsWithoutRegion)
                    Lose("without a region, which AutoML JSONL for object detection can't hold,", tag.Key, tag.Value);
            }

            detection.Keep();
        }

        private string Label(AnnotatedRegion region)
        {
            TagIndex(region.Tag);
            string[] numbers = [.. new[] { region.Left, region.Top, region.Left + region.Width, region.Top + region.Height }.Select(NumberText.Format)];
            return $"{{\"label\":{JsonText.Quote(region.Tag)},\"topX\":{numbers[0]},\"topY\":{numbers[1]},\"bottomX\":{numbers[2]},\"bottomY\":{numbers[3]},\"isCrowd\":0}}";
        }
    }
}
