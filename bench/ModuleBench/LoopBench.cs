namespace CustomVision.Benches.Module;

internal static class LoopBench
{
    public const string Usage =
        """
        loop: the uploader beside a loop that sends one image in a request and one request at a time with a bare
        HttpClient, by turns; first as the machine is, with a service that keeps images on disk and with one that keeps
        them in memory (goal: at least 8 times the loop's images per second), then, in memory, with latency added to every
        request (at least 100 times). The loop gets fewer images, since its images per second
        do not depend on how many there are. A bare HttpClient with the uploader's batches and parallelism shows what is
        there to be had.

          --images N        how many the uploader gets (2000)
          --size BYTES        how large each is (20480)
          --loop-images N   how many the loop gets (400; with latency a quarter of that)
          --latency MS        (50)
          --repeats N         how many runs of each (5)
        """;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 2_000);
        var size = arguments.Number("--size", 20 * 1024);
        var looped = Math.Min(count, arguments.Number("--loop-images", 400, least: 4));
        var latency = arguments.Number("--latency", 50);
        var repeats = arguments.Number("--repeats", 5);
        arguments.End();

        using var images = ImageFolder.Make(count, size);
        using (var lasting = await ServiceProcess.StartAsync(onDisk: true))
            await CompareAsync(lasting, images.Files, looped, repeats, 0, 8);
        Console.WriteLine();
        using var service = await ServiceProcess.StartAsync(onDisk: false);
        await CompareAsync(service, images.Files, looped, repeats, 0, 8);
        Console.WriteLine();
        await service.AddFaultAsync(Faults.Latency(latency));
        await CompareAsync(service, images.Files, looped / 4, repeats, latency, 100);
        return 0;
    }

    private static async Task CompareAsync(
        ServiceProcess service, IReadOnlyList<string> files, int looped, int repeats, int latency, double goal)
    {
        using var http = new BareClient(service);
        var uploader = Uploader.Of(service.Client);
        var batches = http.InBatches(parallel: 4);
        string[] few = [.. files.Take(looped)];
        var size = new FileInfo(files[0]).Length;
        Console.WriteLine($"{latency} ms of added latency; the service keeps images {(service.DataFolder is null ? "in memory" : "on disk")};");
        Console.WriteLine($"{files.Count:N0} images of {size:N0} bytes for the uploader,");
        Console.WriteLine($"{looped:N0} of them for the loop, whose rate is taken for that of all");
        Console.WriteLine();
        Console.WriteLine("          uploader    loop   ratio     bare batches   ratio");
        Console.WriteLine("run         images/s");

        await Run.OfAsync(uploader, service, files);
        await Run.OfAsync(http.OneByOneAsync, service, few);
        await Run.OfAsync(batches, service, files);
        var ours = new List<double>();
        var theirs = new List<double>();
        var reachable = new List<double>();
        for (var run = 1; run <= repeats; run++)
        {
            ours.Add((await Run.OfAsync(uploader, service, files)).ImagesPerSecond);
            theirs.Add((await Run.OfAsync(http.OneByOneAsync, service, few)).ImagesPerSecond);
            reachable.Add((await Run.OfAsync(batches, service, files)).ImagesPerSecond);
            Print($"{run}", ours[^1], theirs[^1], reachable[^1]);
        }

        Print("median", Statistics.Median(ours), Statistics.Median(theirs), Statistics.Median(reachable));
        Verdict.AtLeast(Statistics.Median(ours) / Statistics.Median(theirs), goal, "times the loop's images per second");
    }

    private static void Print(string name, double our, double their, double reachable) =>
        Console.WriteLine($"{name,-8}{our,10:N0}{their,8:N0}{our / their,8:0.0}{reachable,17:N0}{reachable / their,8:0.0}");
}
