using System.Text.Json;

namespace CustomVision.Benches.Module;

internal static class ListBench
{
    public const string Usage =
        """
        list: the peak of the resident set of a fresh process that lists the images of a project with Get-CVTrainingImage, and how
        much higher it is for many than for few (goal: at most 40 MB); with the time until the first image is out, and the last.

          --images N   how many are many (100000); few are 1,000, each a bitmap of 246 bytes
          --repeats N    how many processes of each (3); medians count
        """;

    private const int Few = 1_000;
    private const int BatchSize = 64;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var many = arguments.Number("--images", 100_000);
        var repeats = arguments.Number("--repeats", 3);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: false);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(service.Endpoint, "customvision/v1.0/Training/"),
        };
        http.DefaultRequestHeaders.Add("Training-key", service.TrainingKey);
        http.DefaultRequestHeaders.Add("Accept", "application/json");

        Console.WriteLine();
        Console.WriteLine("  images   peak MB   first ms     all s   images/s");
        var few = await PeakAsync(service, await FilledAsync(http, Few), Few, repeats);
        Verdict.AtMost(await PeakAsync(service, await FilledAsync(http, many), many, repeats) - few, 40, "MB more for many images");
        return 0;
    }

    /// <summary>The id of a project with so many images.</summary>
    private static async Task<string> FilledAsync(HttpClient http, int count)
    {
        using var made = await http.PostAsync("projects?name=list", null);
        var project = JsonDocument.Parse(await made.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("Id").GetString()!;
        var random = new Random(20170518);
        for (var sent = 0; sent < count; sent += BatchSize)
        {
            using var form = new MultipartFormDataContent();
            for (var i = 0; i < Math.Min(BatchSize, count - sent); i++)
                form.Add(new ByteArrayContent(TinyImage.OfSize(TinyImage.Smallest, random)), "imageData", "a.bmp");
            using var answer = await http.PostAsync($"projects/{project}/images/image", form);
            answer.EnsureSuccessStatusCode();
        }
        return project;
    }

    /// <summary>In megabytes.</summary>
    private static async Task<double> PeakAsync(ServiceProcess service, string project, int count, int repeats)
    {
        var listings = new List<Listing>();
        for (var i = 0; i < repeats; i++)
        {
            using var child = ListChild.Start(service, project);
            var listing = JsonSerializer.Deserialize<Listing>(await child.StandardOutput.ReadToEndAsync())!;
            await child.WaitForExitAsync();
            listings.Add(child.ExitCode == 0 && listing.Images == count
                ? listing
                : throw new InvalidOperationException($"{listing.Images:N0} of {count:N0} images were listed; exit code {child.ExitCode}."));
        }
        var seconds = Statistics.Median(listings.Select(listing => listing.Seconds));
        var peak = Statistics.Median(listings.Select(listing => listing.PeakMegabytes));
        Console.WriteLine(
            $"{count,10:N0}{peak,10:0.0}{Statistics.Median(listings.Select(listing => listing.FirstMilliseconds)),11:0}{seconds,10:0.0}{count / seconds,13:N0}"
            + $"   ({string.Join(", ", listings.Select(listing => $"{listing.PeakMegabytes:0.0} MB"))})");
        return peak;
    }
}
