using System.Globalization;
using CustomVision.Api;

namespace CustomVision.Benches.Module;

internal static class MemoryBench
{
    public const string Usage =
        """
        memory: the peak of the resident set of a fresh process that uploads, and how much higher it is for many images
        than for few (goal: at most 40 MB), and for large ones than for small ones (at most 60 MB).

          --images N   how many are many (50000); few are 500, of 1 KB
          --repeats N    how many processes of each (3); medians count
        """;

    private const double Megabyte = 1024 * 1024;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var many = arguments.Number("--images", 50_000);
        var repeats = arguments.Number("--repeats", 3);
        arguments.End();

        using (var images = ImageFolder.Make(many, 1024))
        {
            var few = await PeakAsync(images, 500, repeats);
            Verdict.AtMost(await PeakAsync(images, many, repeats) - few, 40, "MB more for many images");
        }

        Console.WriteLine();
        using var small = ImageFolder.Make(200, 5 * 1024);
        using var large = ImageFolder.Make(200, 5 * 1024 * 1024);
        var least = await PeakAsync(small, 200, repeats);
        Verdict.AtMost(await PeakAsync(large, 200, repeats) - least, 60, "MB more for large images");
        return 0;
    }

    /// <summary>In megabytes.</summary>
    private static async Task<double> PeakAsync(ImageFolder images, int count, int repeats)
    {
        var peaks = new List<double>();
        for (var i = 0; i < repeats; i++)
            peaks.Add(await PeakAsync(images, count));
        var median = Statistics.Median(peaks);
        Console.WriteLine(
            $"{count,6:N0} images of {new FileInfo(images.Files[0]).Length,9:N0} bytes: {median,6:0.0} MB  ({string.Join(", ", peaks.Select(peak => $"{peak:0.0}"))})");
        return median;
    }

    private static async Task<double> PeakAsync(ImageFolder images, int count)
    {
        using var service = await ServiceProcess.StartAsync(onDisk: false);
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("memory"));
        using var child = UploadChild.Start(service, project.Id, images, count);
        var peak = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? long.Parse(peak, CultureInfo.InvariantCulture) / Megabyte
            : throw new InvalidOperationException($"The upload ended with {child.ExitCode}.");
    }
}
