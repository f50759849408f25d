using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.Benches.Service.Learning;

/// <summary>How well the detector finds boxes.</summary>
internal static class DetectBench
{
    public const string Usage =
        """
        detect: how well object detection finds the boxes of images that it was trained without, as the mean of the average precision of the
        tags, in percent. Each image is held out once. FOLDER ...: each contains images and a file boxes.csv, with a line for each box: file, tag, left,
        top, width and height, as fractions of the image.
        """;

    public static Task<int> RunAsync(Arguments arguments)
    {
        Console.WriteLine($"{"set",-20}{"images",8}{"boxes",8}{"tags",6}{"at 0.3",10}{"at 0.5",10}{"at 0.75",10}{"maps s",10}{"training s",12}{"head ms",10}{"MB",8}");
        foreach (var folder in arguments.Operands())
        {
            var lines = File.ReadLines(Path.Combine(folder, "boxes.csv")).Select(line => line.Split(',')).ToArray();
            string[] tags = [.. lines.Select(line => line[1]).Distinct().Order(StringComparer.Ordinal)];
            var watch = Stopwatch.StartNew();
            var images = lines.GroupBy(line => line[0]).AsParallel().AsOrdered().Select(group =>
            {
                var bytes = File.ReadAllBytes(Path.Combine(folder, group.Key));
                using var data = ImageBytes.Copy(bytes);
                var maps = Detector.ReadMaps(data) ?? throw new InvalidDataException($"{group.Key} can't be decoded.");
                TaggedBox[] boxes = [.. group.Select(line => new TaggedBox(Array.IndexOf(tags, line[1]), new Box(Number(line[2]), Number(line[3]), Number(line[4]), Number(line[5]))))];
                return (Sha256: SHA256.HashData(bytes), Maps: maps, Boxes: boxes);
            }).ToArray();
            var reading = watch.Elapsed.TotalSeconds;

            watch.Restart();
            var compressions = MapCompressions.Fit([.. images.Take(40).Select(image => image.Maps)]);
            DetectionExample[] examples = [.. images.Select((image, i) => new DetectionExample(i, image.Sha256, compressions.Apply(image.Maps), image.Boxes))];
            var result = DetectorTrainer.Train(examples, tags.Length, compressions, CancellationToken.None);
            var training = watch.Elapsed.TotalSeconds;

            watch.Restart();
            foreach (var image in images)
                result.Model.Detect(image.Maps);
            var head = watch.Elapsed.TotalMilliseconds / images.Length;
            var at = Overlaps.Select(overlap => 100 * result.Scores.At(tags.Length, 0.5, overlap).Overall.AveragePrecision).ToArray();
            Console.WriteLine(
                $"{Path.GetFileName(folder),-20}{images.Length,8}{lines.Length,8}{tags.Length,6}{at[0],10:0.0}{at[1],10:0.0}{at[2],10:0.0}{reading,10:0.0}{training,12:0.0}{head,10:0.0}{Environment.WorkingSet >> 20,8}");
        }
        return Task.FromResult(0);
    }

    private static readonly double[] Overlaps = [0.3, 0.5, 0.75];

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
