using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CustomVision.Annotations;

namespace CustomVision.Client.Tests.Annotations;

/// <summary>
/// Reads the formats strictly as their definitions describe them, with nothing of the product. What a definition requires is asserted.
/// </summary>
internal static partial class ForeignReader
{
    public static List<AnnotatedImage> Coco(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        var categories = root.GetProperty("categories").EnumerateArray().ToDictionary(category => category.GetProperty("id").GetInt32(), category => category.GetProperty("name").GetString()!);
        var images = root.GetProperty("images").EnumerateArray().ToList();
        var annotations = root.GetProperty("annotations").EnumerateArray().ToList();
        Assert.Equal(categories.Count, categories.Values.Distinct().Count());
        Assert.DoesNotContain(0, categories.Keys);
        AssertUnique(images.Select(image => image.GetProperty("id").GetInt32()));
        AssertUnique(annotations.Select(annotation => annotation.GetProperty("id").GetInt32()));
        Assert.Empty(annotations.Select(annotation => annotation.GetProperty("image_id").GetInt32()).Except(images.Select(image => image.GetProperty("id").GetInt32())));
        return [.. images.Select(image =>
        {
            var (width, height) = (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32());
            var own = annotations.Where(annotation => annotation.GetProperty("image_id").GetInt32() == image.GetProperty("id").GetInt32()).ToList();
            return new AnnotatedImage
            {
                Path = image.GetProperty("file_name").GetString()!,
                Width = width,
                Height = height,
                Tag = [.. own.Where(annotation => !annotation.TryGetProperty("bbox", out _)).Select(annotation => categories[annotation.GetProperty("category_id").GetInt32()])],
                Region = [.. own.Where(annotation => annotation.TryGetProperty("bbox", out _)).Select(annotation =>
                {
                    var box = annotation.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()).ToArray();
                    Assert.Equal(4, box.Length);
                    Assert.Equal(box[2] * box[3], annotation.GetProperty("area").GetDouble(), 1e-6 * box[2] * box[3]);
                    Assert.Equal(0, annotation.GetProperty("iscrowd").GetInt32());
                    Assert.Equal(JsonValueKind.Array, annotation.GetProperty("segmentation").ValueKind);
                    return Region(categories[annotation.GetProperty("category_id").GetInt32()], box[0] / width, box[1] / height, box[2] / width, box[3] / height);
                })],
            };
        })];
    }

    public static List<AnnotatedImage> Voc(string folder) =>
        [.. Directory.GetFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
        {
            using var stream = File.OpenRead(file);
            var root = XElement.Load(stream, LoadOptions.PreserveWhitespace);
            Assert.Equal("annotation", root.Name);
            int Number(XElement? parent, string name) => int.Parse(parent!.Element(name)!.Value, NumberStyles.None, CultureInfo.InvariantCulture);
            var (width, height) = (Number(root.Element("size"), "width"), Number(root.Element("size"), "height"));
            Assert.Equal(3, Number(root.Element("size"), "depth"));
            var within = root.Element("folder")!.Value;
            return new AnnotatedImage
            {
                Path = within.Length > 0 ? $"{within}/{root.Element("filename")!.Value}" : root.Element("filename")!.Value,
                Width = width,
                Height = height,
                Region = [.. root.Elements("object").Select(item =>
                {
                    var box = item.Element("bndbox");
                    var (left, top, right, bottom) = (Number(box, "xmin"), Number(box, "ymin"), Number(box, "xmax"), Number(box, "ymax"));
                    Assert.True(0 <= left && left < right && right <= width && 0 <= top && top < bottom && bottom <= height);
                    Assert.Equal((0, 0), (Number(item, "truncated"), Number(item, "difficult")));
                    return Region(item.Element("name")!.Value, (double)left / width, (double)top / height, (double)(right - left) / width, (double)(bottom - top) / height);
                })],
            };
        })];

    public static List<AnnotatedImage> Yolo(string folder)
    {
        var data = File.ReadAllText(Path.Combine(folder, "data.yaml")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["path: .", "train: images", "val: images"], data.Take(3));
        // A text in double quotes of YAML is one of JSON, if it has no other escapes.
        string[] names = [.. data.Skip(5).Select((line, index) =>
        {
            Assert.StartsWith($"  {index}: \"", line, StringComparison.Ordinal);
            using var name = JsonDocument.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            return name.RootElement.GetString()!;
        })];
        Assert.Equal([$"nc: {names.Length}", names.Length == 0 ? "names: []" : "names:"], data.Skip(3).Take(2));
        var images = Path.Combine(folder, "images");
        return [.. (Directory.Exists(images) ? Directory.GetFiles(images, "*", SearchOption.AllDirectories) : [])
            .Select(file => Path.GetRelativePath(images, file).Replace('\\', '/')).OrderBy(file => Path.ChangeExtension(file, null), StringComparer.Ordinal)
            .Select(image => new AnnotatedImage
            {
                Path = image,
                Region = [.. File.ReadAllText(Path.Combine(folder, "labels", Path.ChangeExtension(image, ".txt"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
                {
                    Assert.Matches(LabelLine(), line);
                    var parts = line.Split(' ');
                    double[] numbers = [.. parts.Skip(1).Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
                    return Region(names[int.Parse(parts[0], CultureInfo.InvariantCulture)], numbers[0] - numbers[2] / 2, numbers[1] - numbers[3] / 2, numbers[2], numbers[3]);
                })],
            })];
    }

    public static List<AnnotatedImage> Csv(string file)
    {
        // Each match is a cell with the separator that follows it.
        var rows = new List<List<string>> { new() };
        foreach (Match cell in CsvCell().Matches(File.ReadAllText(file)))
        {
            rows[^1].Add(cell.Groups["quoted"].Success ? cell.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Groups["plain"].Value);
            if (cell.Groups["end"].Value != ",")
                rows.Add([]);
        }

        Assert.Equal(["path", "tag", "left", "top", "width", "height", "image_width", "image_height"], rows[0]);
        double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        return [.. rows.Skip(1).Where(row => row is not ([] or [""])).GroupBy(row => row[0]).Select(image =>
        {
            Assert.All(image, row => Assert.Equal(8, row.Count));
            return new AnnotatedImage
            {
                Path = image.Key,
                Width = int.Parse(image.First()[6], CultureInfo.InvariantCulture),
                Height = int.Parse(image.First()[7], CultureInfo.InvariantCulture),
                Tag = [.. image.Where(row => row[2].Length == 0 && row[1].Length > 0).Select(row => row[1])],
                Region = [.. image.Where(row => row[2].Length > 0).Select(row => Region(row[1], Number(row[2]), Number(row[3]), Number(row[4]), Number(row[5])))],
            };
        })];
    }

    public static List<AnnotatedImage> AutoMLJsonl(string file, string prefix)
    {
        var kinds = new HashSet<JsonValueKind>();
        var images = File.ReadAllLines(file).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var details = root.GetProperty("image_details");
            var url = root.GetProperty("image_url").GetString()!;
            Assert.StartsWith(prefix, url, StringComparison.Ordinal);
            Assert.Contains(details.GetProperty("format").GetString(), new[] { "jpg", "png", "bmp" });
            var label = root.GetProperty("label");
            kinds.Add(label.ValueKind);
            JsonElement[] labels = label.ValueKind == JsonValueKind.Array ? [.. label.EnumerateArray()] : [label];
            foreach (var part in labels.Where(_ => label.ValueKind == JsonValueKind.Array))
                kinds.Add(part.ValueKind == JsonValueKind.String ? JsonValueKind.True : JsonValueKind.False);
            return new AnnotatedImage
            {
                Path = url[prefix.Length..],
                Width = details.GetProperty("width").GetInt32(),
                Height = details.GetProperty("height").GetInt32(),
                Tag = [.. labels.Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString()!)],
                Region = [.. labels.Where(part => part.ValueKind == JsonValueKind.Object).Select(part =>
                {
                    double[] corners = [.. new[] { "topX", "topY", "bottomX", "bottomY" }.Select(name => part.GetProperty(name).GetDouble())];
                    Assert.True(corners.All(corner => corner is >= 0 and <= 1) && corners[0] < corners[2] && corners[1] < corners[3]);
                    Assert.Equal(0, part.GetProperty("isCrowd").GetInt32());
                    return Region(part.GetProperty("label").GetString()!, corners[0], corners[1], corners[2] - corners[0], corners[3] - corners[1]);
                })],
            };
        }).ToList();
        Assert.False(kinds.Contains(JsonValueKind.String) && kinds.Count > 1, "A file has labels of one kind.");
        Assert.False(kinds.Contains(JsonValueKind.True) && kinds.Contains(JsonValueKind.False), "A file has labels of one kind.");
        return images;
    }

    private static AnnotatedRegion Region(string tag, double left, double top, double width, double height) => new() { Tag = tag, Left = left, Top = top, Width = width, Height = height };

    private static void AssertUnique(IEnumerable<int> ids)
    {
        var all = ids.ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [GeneratedRegex(@"^\d+( (0|1|0\.\d+|1\.0+)){4}$")]
    private static partial Regex LabelLine();

    [GeneratedRegex(@"\G(?:""(?<quoted>(?:[^""]|"""")*)""|(?<plain>[^,""\n]*))(?<end>,|\n|$)")]
    private static partial Regex CsvCell();
}
