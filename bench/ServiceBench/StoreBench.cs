namespace ServiceBench;

internal static class StoreBench
{
    public const string Usage =
        """
        store: images per second that the service stores on disk, sent in batches by several senders at once, and that the
        same web server with the same settings takes when it reads the same requests and throws them away; by turns, and
        their ratio. Goal: at least 0.5. Takes about a minute.

          --images N     how many in a run (6400), each of them new to the service
          --size BYTES     how large each is (20480)
          --batch-size N   images in a request (64)
          --senders N      how many requests are under way at once (8)
          --repeats N      how many runs of each (10)
          --ready-made     send bodies that were put together before, and so take almost nothing of the processors, which the
                           servers share with the senders; by default, HttpClient makes them as programs do
          --in-memory      let the service keep everything in memory instead of on disk
          --steps          show as well what the steps in between take: the web server that works out the hash of each image
                           and reads its header, and the one that brings them to the disk, too, with no database behind it
        """;

    private const double Goal = 0.5;
    private const int WarmUps = 5;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 6_400);
        var size = arguments.Number("--size", 20 * 1024);
        var batchSize = arguments.Number("--batch-size", 64);
        var senders = arguments.Number("--senders", 8);
        var repeats = arguments.Number("--repeats", 10);
        var readyMade = arguments.Flag("--ready-made");
        var inMemory = arguments.Flag("--in-memory");
        var steps = arguments.Flag("--steps");
        arguments.End();

        var random = new Random(20170518);
        var batches = Batches.Of(count, batchSize, () => Photograph.OfSize(size, random));
        Func<byte[][], Func<HttpContent>> toBody = readyMade ? Batches.ReadyMade : Batches.Form;
        Func<HttpContent>[] bodies = [.. batches.Select(toBody)];
        using var service = await ServiceProcess.StartAsync(onDisk: !inMemory);
        using var sink = await BareServer.StartAsync(BareServer.ThrowAway);
        using var looking = steps ? await BareServer.StartAsync(BareServer.LookAt) : null;
        using var keeping = steps ? await BareServer.StartAsync(BareServer.Keep) : null;
        var stored = new Contender("stored", StoreAsync);
        var thrownAway = new Contender("thrown away", () => SendAsync(sink));
        Contender[] contenders = looking is null || keeping is null
            ? [stored, thrownAway]
            : [stored, new("kept, no row", () => SendAsync(keeping)), new("looked at", () => SendAsync(looking)), thrownAway];

        Console.WriteLine($"{count:N0} images of {size:N0} bytes, {batchSize} in a request, {senders} requests at once");
        Console.WriteLine();
        // Until the just-in-time compiler is done with all of them, runs do not count.
        for (var run = 0; run < WarmUps; run++)
            foreach (var contender in contenders)
                await contender.RunAsync();
        // By turns, and each first as often as the others.
        for (var run = 0; run < repeats; run++)
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var contender = contenders[(run + turn) % contenders.Length];
                contender.Rates.Add(await contender.RunAsync());
            }

        Console.WriteLine("median          images/s    ratio   CPU us/image of the server    from     to images/s");
        foreach (var contender in contenders)
            Print(contender, thrownAway);
        var ratio = stored.Median.PerSecond / thrownAway.Median.PerSecond;
        Verdict.AtLeast(ratio, Goal, "of the images per second of reading and throwing away");
        return ratio >= Goal ? 0 : 1;

        async Task<Rate> StoreAsync()
        {
            using var project = await TrainingProject.CreateAsync(service, "store");
            var tag = await project.CreateTagAsync("tag");
            using var sending = new Sending(project.UploadAddress(tag), service.TrainingKey, senders);
            var rate = await sending.RunAsync(bodies, count, () => service.ProcessorTime);
            if (await project.CountAsync(tag) is var arrived && arrived != count)
                throw new InvalidOperationException($"{arrived} of {count} images arrived.");
            await project.DeleteAsync();
            return rate;
        }

        async Task<Rate> SendAsync(BareServer server)
        {
            using var sending = new Sending(server.Endpoint, service.TrainingKey, senders);
            return await sending.RunAsync(bodies, count, () => server.ProcessorTime);
        }
    }

    private static void Print(Contender contender, Contender to) => Console.WriteLine(
        $"{contender.Name,-14}{contender.Median.PerSecond,12:N0}{contender.Median.PerSecond / to.Median.PerSecond,9:0.00}"
        + $"{contender.Median.ProcessorPerImage,31:N0}"
        + $"{contender.Rates.Min(rate => rate.PerSecond),8:N0}{contender.Rates.Max(rate => rate.PerSecond),7:N0}");

    private sealed record Contender(string Name, Func<Task<Rate>> RunAsync)
    {
        public List<Rate> Rates { get; } = [];

        public Rate Median => Rate.Median(Rates);
    }
}
