namespace ServiceBench;

internal static class MemoryBench
{
    public const string Usage =
        """
        memory: the service's resident set while pictures are stored on disk, ten times on the way, and how much larger it is
        at the end than after a fifth of the way. Goal: at most 32 MB. Takes a minute or two, and 2 GB of the disk.

          --pictures N     how many (100000)
          --size BYTES     how large each is (20480)
          --senders N      how many requests of 64 pictures are under way at once (4)
        """;

    private const int BatchSize = 64;
    private const int Samples = 10;
    private const double Goal = 32;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--pictures", 100_000, least: BatchSize * Samples);
        var size = arguments.Number("--size", 20 * 1024);
        var senders = arguments.Number("--senders", 4);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: true);
        using var project = await TrainingProject.CreateAsync(service, "memory");
        var tag = await project.CreateTagAsync("tag");
        using var sending = new Sending(project.UploadAddress(tag), service.TrainingKey, senders);
        var random = new Random(20170518);
        var sizes = new List<double>();
        for (var sample = 1; sample <= Samples; sample++)
        {
            var share = count / Samples + (sample <= count % Samples ? 1 : 0);
            await sending.AllAsync(Fresh(share));
            sizes.Add(service.WorkingSet);
            Console.WriteLine($"{await project.CountAsync(tag),8:N0} pictures: {sizes[^1],6:0.0} MB");
        }

        if (await project.CountAsync(tag) is var arrived && arrived != count)
            throw new InvalidOperationException($"{arrived} of {count} pictures arrived.");
        var growth = sizes[^1] - sizes[1];
        Verdict.AtMost(growth, Goal, "MB more at the end than after a fifth");
        return growth <= Goal ? 0 : 1;

        // Each body is made when it is sent: all together would not fit into memory.
        IEnumerable<Func<HttpContent>> Fresh(int pictures)
        {
            for (var left = pictures; left > 0; left -= BatchSize)
                yield return Batches.Form(Batches.Of(Math.Min(BatchSize, left), BatchSize, () => Photograph.OfSize(size, random))[0]);
        }
    }
}
