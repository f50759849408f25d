using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.Benches.Service.Learning;

/// <summary>How well the detector finds boxes, and what its training takes.</summary>
internal static class DetectBench
{
    public const string Usage =
        """
        detect: how well object detection finds the boxes of images that it was trained without, as the mean of the average precision of the
        tags, in percent. Each image is held out once. FOLDER ...: each contains images and a file boxes.csv, with a line for each box: file, tag, left,
        top, width and height, as fractions of the image. MB is the most memory that this process has had.

          --drawn N      also with N drawn images, with three things in each
          --tags N       the tags of drawn images (50)
        """;

    // As the service does, so that the maps of a large set are never in memory at once.
    private const int ImagesAtOnce = 40;

    private static readonly double[] Overlaps = [0.3, 0.5, 0.75];

    public static Task<int> RunAsync(Arguments arguments)
    {
        var drawn = arguments.Number("--drawn", 0, least: 0);
        var tagsOfDrawn = Math.Min(DrawnBoxes.MostTags, arguments.Number("--tags", DrawnBoxes.MostTags));
        Console.WriteLine($"{"set",-20}{"images",8}{"boxes",8}{"tags",6}{"at 0.3",10}{"at 0.5",10}{"at 0.75",10}{"maps s",10}{"training s",12}{"head ms",10}{"MB",8}");
        foreach (var folder in arguments.Operands())
        {
            var lines = File.ReadLines(Path.Combine(folder, "boxes.csv")).Select(line => line.Split(',')).ToArray();
            string[] tags = [.. lines.Select(line => line[1]).Distinct().Order(StringComparer.Ordinal)];
            Measure(Path.GetFileName(folder), tags.Length, [.. lines.GroupBy(line => line[0]).Select(group => new Func<(byte[], TaggedBox[])>(() => (
                File.ReadAllBytes(Path.Combine(folder, group.Key)),
                [.. group.Select(line => new TaggedBox(Array.IndexOf(tags, line[1]), new Box(Number(line[2]), Number(line[3]), Number(line[4]), Number(line[5]))))])))]);
        }
        if (drawn > 0)
            Measure("drawn", tagsOfDrawn, [.. Enumerable.Range(0, drawn).Select(seed => new Func<(byte[], TaggedBox[])>(() => DrawnBoxes.Draw(seed, tagsOfDrawn)))]);
        return Task.FromResult(0);
    }

    private static void Measure(string name, int tagCount, Func<(byte[] Bytes, TaggedBox[] Boxes)>[] images)
    {
        var watch = Stopwatch.StartNew();
        MapCompressions? compressions = null;
        var examples = new List<DetectionExample>();
        foreach (var some in images.Chunk(ImagesAtOnce))
        {
            var read = some.AsParallel().AsOrdered().Select(image =>
            {
                var (bytes, boxes) = image();
                return (Sha256: SHA256.HashData(bytes), Maps: Maps(bytes), Boxes: boxes);
            }).ToArray();
            compressions ??= MapCompressions.Fit([.. read.Select(image => image.Maps)]);
            examples.AddRange(read.Select((image, i) => new DetectionExample(examples.Count + i, image.Sha256, compressions.Apply(image.Maps), image.Boxes)));
        }
        var reading = watch.Elapsed.TotalSeconds;

        watch.Restart();
        var result = DetectorTrainer.Train(examples, tagCount, compressions!, CancellationToken.None);
        var training = watch.Elapsed.TotalSeconds;

        var maps = images.Take(ImagesAtOnce).Select(image => Maps(image().Bytes)).ToArray();
        watch.Restart();
        foreach (var ofImage in maps)
            result.Model.Detect(ofImage);
        var head = watch.Elapsed.TotalMilliseconds / maps.Length;
        var at = Overlaps.Select(overlap => 100 * result.Scores.At(tagCount, 0.5, overlap).Overall.AveragePrecision).ToArray();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{name,-20}{images.Length,8}{examples.Sum(example => example.Boxes.Count),8}{tagCount,6}{at[0],10:0.0}{at[1],10:0.0}{at[2],10:0.0}{reading,10:0.0}{training,12:0.0}{head,10:0.0}{process.PeakWorkingSet64 >> 20,8}");
    }

    private static (float[] Fine, float[] Coarse) Maps(byte[] image)
    {
        using var data = ImageBytes.Copy(image);
        return Detector.ReadMaps(data) ?? throw new InvalidDataException("An image can't be decoded.");
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
