using CustomVision.Uploads;

namespace CustomVision.Annotations;

/// <summary>A table with a row per tag or box. See <see cref="CsvColumns"/> for the names of the columns.</summary>
internal static class CsvFormat
{
    private const double LargestFraction = 1.5;
    private const string Header = "path,tag,left,top,width,height,image_width,image_height";

    public static bool IsHeader(string line) => CsvColumns.Recognize(CsvText.Split(line, CsvText.SeparatorOf(line))) is not null;

    // The rows of an image are usually together, but needn't be. A first pass counts them, so that an image is returned when its last row
    // has been read.
    public static IEnumerable<RawImage> Read(string path, ReadContext context)
    {
        var (columns, separator) = ReadColumns(path);
        var remaining = new Dictionary<string, int>(StringComparer.Ordinal);
        var largest = 0.0;
        foreach (var (_, cells) in Rows(path, columns, separator))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var image = Cell(cells, columns.Path);
            remaining[image] = remaining.TryGetValue(image, out var rows) ? rows + 1 : 1;
            foreach (var index in columns.Box)
                largest = Math.Max(largest, NumberText.Parse(Cell(cells, index)) ?? 0);
        }

        var unit = context.Options.RegionUnit ?? (largest > LargestFraction ? RegionUnit.Pixel : RegionUnit.Fraction);
        var open = new Queue<RawImage>();
        var images = new Dictionary<string, RawImage>(StringComparer.Ordinal);
        foreach (var (line, cells) in Rows(path, columns, separator))
        {
            var name = Cell(cells, columns.Path);
            if (name.Length == 0)
            {
                context.Problem(AnnotationProblemKind.EntryInvalid, path, "The row has no path. It was left out.", line);
                continue;
            }

            if (!images.TryGetValue(name, out var image))
            {
                images[name] = image = Start(path, line, name, unit, cells, columns);
                open.Enqueue(image);
            }

            AddRow(image, cells, line, columns, context);
            remaining[name]--;
            while (open.Count > 0 && remaining[open.Peek().Names[0]] == 0)
            {
                images.Remove(open.Peek().Names[0]);
                yield return open.Dequeue();
            }
        }
    }

    private static (CsvColumns Columns, char Separator) ReadColumns(string path)
    {
        using var reader = new StreamReader(path);
        var first = reader.ReadLine() ?? "";
        var separator = CsvText.SeparatorOf(first);
        var columns = CsvColumns.Recognize(CsvText.Split(first, separator))
            ?? throw new AnnotationException($"The file {path} has no column with the paths of images. The first row must contain names such as path, tag, left, top, width and height.");
        return (columns, separator);
    }

    private static IEnumerable<(int Line, List<string> Cells)> Rows(string path, CsvColumns columns, char separator)
    {
        using var reader = new StreamReader(path);
        foreach (var row in CsvText.Rows(reader, separator).Skip(columns.HasHeader ? 1 : 0))
            yield return row;
    }

    private static string Cell(List<string> cells, int index) => index >= 0 && index < cells.Count ? cells[index] : "";

    private static RawImage Start(string path, int line, string name, RegionUnit unit, List<string> cells, CsvColumns columns) => new()
    {
        File = path,
        Line = line,
        Names = [name],
        Unit = unit,
        Width = NumberText.Parse(Cell(cells, columns.ImageWidth)) ?? 0,
        Height = NumberText.Parse(Cell(cells, columns.ImageHeight)) ?? 0,
    };

    private static void AddRow(RawImage image, List<string> cells, int line, CsvColumns columns, ReadContext context)
    {
        var tag = Cell(cells, columns.Tag);
        string[] texts = [.. columns.Box.Select(index => Cell(cells, index))];
        if (texts.All(string.IsNullOrWhiteSpace))
        {
            if (columns.HasTagLists)
                image.Tags.AddRange(tag.Split(';').Select(part => part.Trim()).Where(part => part.Length > 0));
            else if (!string.IsNullOrWhiteSpace(tag))
                image.Tags.Add(tag);
            return;
        }

        double?[] numbers = [.. texts.Select(text => NumberText.Parse(text.Trim()))];
        if (numbers.Contains(null))
            context.Problem(AnnotationProblemKind.EntryInvalid, image.File, "The box isn't four numbers with decimal points. It was left out.", line, image.Names[0]);
        else if (string.IsNullOrWhiteSpace(tag))
            image.UnknownTags.Add("");
        else if (columns.HasCorners)
            image.Regions.Add(RawRegion.FromCorners(tag, numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value));
        else
            image.Regions.Add(new RawRegion(tag, numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value));
    }

    internal sealed class Writer : AnnotationWriter
    {
        private readonly StagedFile target;

        public Writer(string path, AnnotationWriterOptions options, Action<AnnotationProblem> report)
            : base(AnnotationFormat.Csv, path, options, report)
        {
            target = Stage(path);
            target.Text.WriteLine(Header);
        }

        private protected override void Write(string name, AnnotatedImage image)
        {
            var size = SizeOf(image);
            var end = size is { } known ? $"{known.Width},{known.Height}" : ",";
            var path = CsvText.Quote(name);
            foreach (var region in image.Region)
            {
                var box = string.Join(",", new[] { region.Left, region.Top, region.Width, region.Height }.Select(NumberText.Format));
                target.Text.WriteLine($"{path},{CsvText.Quote(region.Tag)},{box},{end}");
                TagIndex(region.Tag);
                RegionCount++;
            }

            foreach (var tag in image.Tag)
            {
                target.Text.WriteLine($"{path},{CsvText.Quote(tag)},,,,,{end}");
                TagIndex(tag);
            }

            if (image.Region.Count == 0 && image.Tag.Count == 0)
                target.Text.WriteLine($"{path},,,,,,{end}");
            ImageCount++;
        }

        private protected override void Finish() => target.Keep();
    }
}
