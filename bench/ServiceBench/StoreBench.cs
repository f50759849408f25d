namespace CustomVision.Benches.Service;

internal static class StoreBench
{
    public const string Usage =
        """
        store: images per second that the service stores on disk, in batches from several concurrent senders. With --baseline
        the same for an earlier build of the service (goal: at least 0.7 of its images per second), and, if npm is installed,
        for Azurite, which stores one blob per request (goal: at least 20 times its images per second). The runs alternate.

          --baseline FOLDER  a checkout of an earlier commit, built with: dotnet build -c Release src/CustomVision.LocalService
          --images N         images per run (6400), each new to the service; Azurite gets a tenth of them
          --size BYTES       the size of an image (20480)
          --batch-size N     images per request (64)
          --senders N        concurrent requests (8)
          --repeats N        runs of each (10)
          --in-memory        the service stores its data in memory instead of on disk
          --no-azurite       don't install and measure Azurite
        """;

    private const double BaselineGoal = 0.7;
    private const double AzuriteGoal = 20;
    private const int WarmUps = 3;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 6_400);
        var size = arguments.Number("--size", 20 * 1024);
        var batchSize = arguments.Number("--batch-size", 64);
        var senders = arguments.Number("--senders", 8);
        var repeats = arguments.Number("--repeats", 10);
        var inMemory = arguments.Flag("--in-memory");
        var withAzurite = !arguments.Flag("--no-azurite");
        var baselineFolder = arguments.Text("--baseline");
        arguments.End();

        var random = new Random(20170518);
        var batches = Batches.Of(count, batchSize, () => Photograph.OfSize(size, random));
        Func<HttpContent>[] bodies = [.. batches.Select(Batches.Form)];
        byte[][] blobs = [.. batches.SelectMany(batch => batch).Take(Math.Max(senders, count / 10))];

        using var service = await ServiceProcess.StartAsync(onDisk: !inMemory);
        using var earlier = baselineFolder is null ? null : await ServiceProcess.StartAsync(onDisk: !inMemory, Checkout.ServiceIn(baselineFolder));
        using var azurite = withAzurite ? await Azurite.StartAsync() : null;
        var current = new Contender("service", () => StoreAsync(service));
        var baseline = earlier is null ? null : new Contender("baseline", () => StoreAsync(earlier));
        var emulator = azurite is null ? null : new Contender("Azurite", () => azurite.StoreAsync(blobs, senders));
        Contender[] contenders = [current, .. new[] { baseline, emulator }.OfType<Contender>()];
        if (withAzurite && azurite is null)
            Console.WriteLine("npm is not installed: Azurite is not measured.");

        Console.WriteLine($"{count:N0} images of {size:N0} bytes, {batchSize} per request, {senders} concurrent requests");
        Console.WriteLine();
        for (var run = 0; run < WarmUps; run++)
            foreach (var contender in contenders)
                await contender.RunAsync();
        // Each contender is the first equally often.
        for (var run = 0; run < repeats; run++)
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var contender = contenders[(run + turn) % contenders.Length];
                contender.Rates.Add(await contender.RunAsync());
            }

        Console.WriteLine("median      images/s   service: times   CPU us/image    from      to images/s");
        foreach (var contender in contenders)
            Console.WriteLine(
                $"{contender.Name,-10}{contender.Median.PerSecond,10:N0}{current.Median.PerSecond / contender.Median.PerSecond,17:0.00}{contender.Median.ProcessorPerImage,15:N0}"
                + $"{contender.Rates.Min(rate => rate.PerSecond),8:N0}{contender.Rates.Max(rate => rate.PerSecond),8:N0}");
        if (baseline is not null)
            Verdict.AtLeast(current.Median.PerSecond / baseline.Median.PerSecond, BaselineGoal, "of the baseline's images per second");
        if (emulator is not null)
            Verdict.AtLeast(current.Median.PerSecond / emulator.Median.PerSecond, AzuriteGoal, "times Azurite's images per second");
        return 0;

        async Task<Rate> StoreAsync(ServiceProcess server)
        {
            using var project = await TrainingProject.CreateAsync(server, "store");
            var tag = await project.CreateTagAsync("tag");
            using var sending = new Sending(project.UploadAddress(tag), server.TrainingKey, senders);
            var rate = await sending.RunAsync(bodies, count, () => server.ProcessorTime);
            if (await project.CountAsync(tag) is var arrived && arrived != count)
                throw new InvalidOperationException($"{arrived} of {count} images arrived.");
            await project.DeleteAsync();
            return rate;
        }
    }

    private sealed record Contender(string Name, Func<Task<Rate>> RunAsync)
    {
        public List<Rate> Rates { get; } = [];

        public Rate Median => Rate.Median(Rates);
    }
}
