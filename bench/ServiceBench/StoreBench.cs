namespace ServiceBench;

internal static class StoreBench
{
    public const string Usage =
        """
        store: pictures per second that the service stores on disk, sent in batches by several senders at once, and that the
        same web server with the same settings takes when it reads the same requests and throws them away; by turns, and
        their ratio. Goal: at least 0.5. Takes about a minute.

          --pictures N     how many in a run (6400), each of them new to the service
          --size BYTES     how large each is (20480)
          --batch-size N   pictures in a request (64)
          --senders N      how many requests are under way at once (4)
          --repeats N      how many runs of each (10; even numbers let both go first equally often)
          --ready-made     send bodies that were put together before, and so take almost nothing of the processors, which the
                           servers share with the senders; by default, HttpClient makes them as programs do
          --in-memory      let the service keep everything in memory instead of on disk
        """;

    private const double Goal = 0.5;
    private const int WarmUps = 5;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--pictures", 6_400);
        var size = arguments.Number("--size", 20 * 1024);
        var batchSize = arguments.Number("--batch-size", 64);
        var senders = arguments.Number("--senders", 4);
        var repeats = arguments.Number("--repeats", 10);
        var readyMade = arguments.Flag("--ready-made");
        var inMemory = arguments.Flag("--in-memory");
        arguments.End();

        var random = new Random(20170518);
        var batches = Batches.Of(count, batchSize, () => Photograph.OfSize(size, random));
        Func<byte[][], Func<HttpContent>> toBody = readyMade ? Batches.ReadyMade : Batches.Form;
        Func<HttpContent>[] bodies = [.. batches.Select(toBody)];
        using var service = await ServiceProcess.StartAsync(onDisk: !inMemory);
        using var sink = await SinkServer.StartAsync();

        Console.WriteLine($"{count:N0} pictures of {size:N0} bytes, {batchSize} in a request, {senders} requests at once");
        Console.WriteLine();
        Console.WriteLine("            stored   thrown away   ratio   stored   thrown away");
        Console.WriteLine("run              pictures/s              CPU us/picture of the server");

        // Until the just-in-time compiler is done with both, runs do not count.
        for (var run = 0; run < WarmUps; run++)
        {
            await StoreAsync();
            await ThrowAwayAsync();
        }

        var stored = new List<Rate>();
        var thrown = new List<Rate>();
        for (var run = 1; run <= repeats; run++)
        {
            if (run % 2 == 1)
                stored.Add(await StoreAsync());
            thrown.Add(await ThrowAwayAsync());
            if (run % 2 == 0)
                stored.Add(await StoreAsync());
            Print($"{run}", stored[^1], thrown[^1]);
        }

        var (store, sunk) = (Rate.Median(stored), Rate.Median(thrown));
        Print("median", store, sunk);
        Verdict.AtLeast(store.PerSecond / sunk.PerSecond, Goal, "of the pictures per second of reading and throwing away");
        return store.PerSecond / sunk.PerSecond >= Goal ? 0 : 1;

        async Task<Rate> StoreAsync()
        {
            using var project = await TrainingProject.CreateAsync(service, "store");
            var tag = await project.CreateTagAsync("tag");
            using var sending = new Sending(project.UploadAddress(tag), service.TrainingKey, senders);
            var rate = await sending.RunAsync(bodies, count, () => service.ProcessorTime);
            if (await project.CountAsync(tag) is var arrived && arrived != count)
                throw new InvalidOperationException($"{arrived} of {count} pictures arrived.");
            await project.DeleteAsync();
            return rate;
        }

        async Task<Rate> ThrowAwayAsync()
        {
            using var sending = new Sending(sink.Endpoint, service.TrainingKey, senders);
            return await sending.RunAsync(bodies, count, () => sink.ProcessorTime);
        }
    }

    private static void Print(string name, Rate stored, Rate thrown) => Console.WriteLine(
        $"{name,-10}{stored.PerSecond,8:N0}{thrown.PerSecond,14:N0}{stored.PerSecond / thrown.PerSecond,8:0.00}"
        + $"{stored.ProcessorPerPicture,9:N0}{thrown.ProcessorPerPicture,14:N0}");
}
