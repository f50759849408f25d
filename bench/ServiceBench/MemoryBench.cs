namespace CustomVision.Benches.Service;

internal static class MemoryBench
{
    public const string Usage =
        """
        memory: the service's resident set while images are stored on disk, twenty times on the way, and how much higher it
        gets in the second half than in the first. The collector lets about a hundred megabytes come together before it
        clears all of its heap, every 150,000 images or so: each half sees that once. Goal: at most 32 MB. Takes a few
        minutes, and 8 GB of the disk.

          --images N     how many (400000)
          --size BYTES     how large each is (20480)
          --senders N      how many requests of 64 images are under way at once (4)
        """;

    private const int BatchSize = 64;
    private const int Samples = 20;
    private const double Goal = 32;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 400_000, least: BatchSize * Samples);
        var size = arguments.Number("--size", 20 * 1024);
        var senders = arguments.Number("--senders", 4);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: true);
        using var project = await TrainingProject.CreateAsync(service, "memory");
        var tag = await project.CreateTagAsync("tag");
        using var sending = new Sending(project.UploadAddress(tag), service.TrainingKey, senders);
        var random = new Random(20170518);
        var sizes = new double[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            var share = count / Samples + (sample < count % Samples ? 1 : 0);
            await sending.AllAsync(Fresh(share));
            sizes[sample] = service.WorkingSet;
            Console.WriteLine($"{await project.CountAsync(tag),8:N0} images: {sizes[sample],6:0.0} MB");
        }

        if (await project.CountAsync(tag) is var arrived && arrived != count)
            throw new InvalidOperationException($"{arrived} of {count} images arrived.");
        var growth = sizes[(Samples / 2)..].Max() - sizes[..(Samples / 2)].Max();
        Verdict.AtMost(growth, Goal, "MB more at the most in the second half than in the first");
        return growth <= Goal ? 0 : 1;

        // Each body is made when it is sent: all together would not fit into memory.
        IEnumerable<Func<HttpContent>> Fresh(int images)
        {
            for (var left = images; left > 0; left -= BatchSize)
                yield return Batches.Form(Batches.Of(Math.Min(BatchSize, left), BatchSize, () => Photograph.OfSize(size, random))[0]);
        }
    }
}
