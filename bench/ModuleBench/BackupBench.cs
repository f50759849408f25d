using System.Globalization;
using System.Text.Json;
using CustomVision.Api;
using CustomVision.Backups;

namespace CustomVision.Benches.Module;

internal static class BackupBench
{
    public const string Usage =
        """
        backup: images per second of a backup and of a bare HttpClient that lists the same project and downloads its images to files with
        four streams, by turns, and their ratio (goal: at least 0.9); then the peak of the resident set of a fresh process that
        backs up many images, and how much higher it is than for 1,000 (goal: at most 40 MB).

          --images N --size BYTES   images for the rate (4000 of 20 KB)
          --repeats N                 how many runs of each (6)
          --many N                    images for the memory (50000 of 1 KB)
        """;

    private const double Goal = 0.9;
    private const int Few = 1_000;
    private const double Megabyte = 1024 * 1024;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 4_000);
        var size = arguments.Number("--size", 20 * 1024);
        var repeats = arguments.Number("--repeats", 6);
        var many = arguments.Number("--many", 50_000);
        arguments.End();

        await CompareAsync(count, size, repeats);
        Console.WriteLine();
        var few = await PeakAsync(Few);
        Verdict.AtMost(await PeakAsync(many) - few, 40, "MB more for many images");
        return 0;
    }

    private static async Task CompareAsync(int count, int size, int repeats)
    {
        using var images = ImageFolder.Make(count, size);
        using var service = await ServiceProcess.StartAsync(onDisk: true);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var project = await UploadAsync(service, images);
        var (ours, theirs) = (new List<Rate>(), new List<Rate>());
        Console.WriteLine($"{count:N0} images of {new FileInfo(images.Files[0]).Length:N0} bytes");
        Console.WriteLine();
        Console.WriteLine("              backup    bare   ratio       backup    bare");
        Console.WriteLine("run            images/s                  CPU ms/image");
        for (var run = 0; run <= repeats; run++)
        {
            // By turns, and first by turns. The first run of each warms up and does not count.
            var first = run % 2 == 0 ? await OursAsync(service, project, count) : await TheirsAsync(service, http, project, count);
            var second = run % 2 == 0 ? await TheirsAsync(service, http, project, count) : await OursAsync(service, project, count);
            if (run == 0)
                continue;
            ours.Add(run % 2 == 0 ? first : second);
            theirs.Add(run % 2 == 0 ? second : first);
            Print($"{run}", ours[^1], theirs[^1]);
        }

        Print("median", Rate.Median(ours), Rate.Median(theirs));
        Verdict.AtLeast(Rate.Median(ours).PerSecond / Rate.Median(theirs).PerSecond, Goal, "of the bare program's images per second");
    }

    private static void Print(string name, Rate our, Rate their) => Console.WriteLine(
        $"{name,-10}{our.PerSecond,10:N0}{their.PerSecond,8:N0}{our.PerSecond / their.PerSecond,8:0.00}{our.ProcessorPerImage,13:0.00}{their.ProcessorPerImage,8:0.00}");

    private static Task<Rate> OursAsync(ServiceProcess service, Guid project, int count) => InFolderAsync(service, count, async folder =>
    {
        var backup = await new ProjectArchiver(service.Client, result => throw new InvalidOperationException(result.Message)).BackUpAsync(project, folder.FullName);
        return backup.NewImageCount;
    });

    private static Task<Rate> TheirsAsync(ServiceProcess service, HttpClient http, Guid project, int count) => InFolderAsync(service, count, async folder =>
    {
        await Parallel.ForEachAsync(ListAsync(service, http, project), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (image, cancellation) =>
        {
            await using var content = await http.GetStreamAsync(new Uri(image.Uri), cancellation);
            await using var file = File.Create(Path.Combine(folder.FullName, $"{image.Id}.jpg"));
            await content.CopyToAsync(file, cancellation);
        });
        return folder.GetFiles().Length;
    });

    private static async Task<Rate> InFolderAsync(ServiceProcess service, int count, Func<DirectoryInfo, Task<int>> download)
    {
        var folder = Directory.CreateTempSubdirectory("backup-bench-");
        try
        {
            var saved = 0;
            var rate = await Rate.OfAsync(service, count, async () => saved = await download(folder));
            return saved == count ? rate : throw new InvalidOperationException($"{saved} of {count} images were saved.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async IAsyncEnumerable<(string Id, string Uri)> ListAsync(ServiceProcess service, HttpClient http, Guid project)
    {
        for (var skip = 0; ; skip += ImageFilter.LargestPage)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(service.Endpoint, $"customvision/v3.3/training/projects/{project}/images?orderBy=Oldest&take={ImageFilter.LargestPage}&skip={skip}"));
            request.Headers.Add("Training-key", service.TrainingKey);
            using var answer = await http.SendAsync(request);
            using var page = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
            foreach (var image in page.RootElement.EnumerateArray())
                yield return (image.GetProperty("id").GetString()!, image.GetProperty("originalImageUri").GetString()!);
            if (page.RootElement.GetArrayLength() < ImageFilter.LargestPage)
                yield break;
        }
    }

    private static async Task<Guid> UploadAsync(ServiceProcess service, ImageFolder images)
    {
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("backup"));
        await Uploader.Of(service.Client)(project.Id, images.Files);
        return project.Id;
    }

    /// <summary>In megabytes; the second run, which has the checksums of the first in memory, counts as well.</summary>
    private static async Task<double> PeakAsync(int count)
    {
        using var images = ImageFolder.Make(count, ImageFolder.Smallest);
        using var service = await ServiceProcess.StartAsync(onDisk: true);
        var project = await UploadAsync(service, images);
        var folder = Directory.CreateTempSubdirectory("backup-bench-");
        try
        {
            double[] peaks = [await PeakAsync(), await PeakAsync()];
            Console.WriteLine($"{count,6:N0} images: {peaks[0],6:0.0} MB, second run {peaks[1],6:0.0} MB");
            return peaks.Max();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<double> PeakAsync()
        {
            using var child = BackupChild.Backup(service, project, folder.FullName);
            var output = await child.StandardOutput.ReadToEndAsync();
            await child.WaitForExitAsync();
            return child.ExitCode == 0
                ? long.Parse(output.TrimEnd().Split('\n')[^1], CultureInfo.InvariantCulture) / Megabyte
                : throw new InvalidOperationException($"The backup ended with {child.ExitCode}.");
        }
    }
}
