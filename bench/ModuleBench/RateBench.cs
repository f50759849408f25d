namespace CustomVision.Benches.Module;

internal static class RateBench
{
    public const string Usage =
        """
        rate: images per second of the uploader and of a bare HttpClient that sends the same batches (at most 64 images
        and 32 MB in a request, four requests at once), by turns, and their ratio. Goal: at least 0.95.

          --images N --size BYTES   only images of this size; by default 2000 of 20 KB, then 200 of 2 MB
          --repeats N                 how many runs of each (10; even numbers let both go first equally often)
          --on-disk                   let the service keep everything on disk instead of in memory
        """;

    private const double Goal = 0.95;
    private const int Parallel = 4;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var images = arguments.Number("--images", 0);
        var size = arguments.Number("--size", 20 * 1024);
        var repeats = arguments.Number("--repeats", 10);
        var onDisk = arguments.Flag("--on-disk");
        arguments.End();

        if (images > 0)
            return await CompareAsync(images, size, repeats, onDisk);
        await CompareAsync(2_000, 20 * 1024, repeats, onDisk);
        Console.WriteLine();
        return await CompareAsync(200, 2 * 1024 * 1024, repeats, onDisk);
    }

    private static async Task<int> CompareAsync(int count, int size, int repeats, bool onDisk)
    {
        using var images = ImageFolder.Make(count, size);
        using var service = await ServiceProcess.StartAsync(onDisk);
        using var http = new BareClient(service);
        var uploader = Uploader.Of(service.Client);
        var bare = http.InBatches(Parallel);

        Console.WriteLine($"{count:N0} images of {new FileInfo(images.Files[0]).Length:N0} bytes; the service keeps them {(onDisk ? "on disk" : "in memory")}");
        Console.WriteLine();
        Console.WriteLine("              uploader    bare   ratio     uploader    bare");
        Console.WriteLine("run            images/s                  CPU us/image");

        // A first run of each warms up both sides and the service, and does not count.
        await Run.OfAsync(uploader, service, images.Files);
        await Run.OfAsync(bare, service, images.Files);

        var ours = new List<Run>();
        var theirs = new List<Run>();
        for (var run = 1; run <= repeats; run++)
        {
            // By turns, and first by turns: whatever else the machine does then meets both.
            if (run % 2 == 1)
                ours.Add(await Run.OfAsync(uploader, service, images.Files));
            theirs.Add(await Run.OfAsync(bare, service, images.Files));
            if (run % 2 == 0)
                ours.Add(await Run.OfAsync(uploader, service, images.Files));
            Print($"{run}", ours[^1], theirs[^1]);
        }

        Print("median", Run.Median(ours), Run.Median(theirs));
        var ratios = ours.Zip(theirs, (our, their) => our.ImagesPerSecond / their.ImagesPerSecond).ToArray();
        Console.WriteLine($"ratio of single runs: {ratios.Min():0.00} to {ratios.Max():0.00}");
        var ratio = Run.Median(ours).ImagesPerSecond / Run.Median(theirs).ImagesPerSecond;
        Verdict.AtLeast(ratio, Goal, "of the bare program's images per second");
        return 0;
    }

    private static void Print(string name, Run our, Run their) =>
        Console.WriteLine(
            $"{name,-10}{our.ImagesPerSecond,12:N0}{their.ImagesPerSecond,8:N0}{our.ImagesPerSecond / their.ImagesPerSecond,8:0.00}"
            + $"{our.ProcessorPerImage,13:N0}{their.ProcessorPerImage,8:N0}");
}
