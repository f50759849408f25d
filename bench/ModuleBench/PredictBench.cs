using System.Diagnostics;

namespace CustomVision.Benches.Module;

internal static class PredictBench
{
    public const string Usage =
        """
        predict: images per second of a pipeline into Invoke-CVPrediction, and of a bare HttpClient that sends the same requests
        (one image each, four at once), by turns, and their ratio; and the processor time of both with that of the service, which a
        busy machine disturbs less. Goal: at least 100 images a second. Then the median of requests that are sent one after the
        other. Goal: at most 20 ms.

          --images N   how many photographs of 128 x 128 in a run (400)
          --repeats N    how many runs of each (6)
        """;

    private const int Parallel = 4;
    private const int RateGoal = 100;
    private const int LatencyGoal = 20;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 400);
        var repeats = arguments.Number("--repeats", 6);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: false);
        foreach (var (name, value) in Pipeline.Connection(service))
            Environment.SetEnvironmentVariable(name, value);
        using var pipeline = new Pipeline();
        var textures = Directory.GetFiles(Path.Combine(Checkout.Root, "samples", "textures", "train"), "*.jpg", SearchOption.AllDirectories);
        var project = (Guid)pipeline.With("textures", textures).Run(
            """
            $project = New-CVProject predict
            $null = $textures | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
            $null = Start-CVTraining $project -SetDefault
            $project.Id
            """).Single().BaseObject;

        var folder = Directory.CreateTempSubdirectory("pipeline-bench-");
        try
        {
            var random = new Random(20170518);
            for (var i = 0; i < count; i++)
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"image_{i:00000}.jpg"), Photograph.OfSize(Photograph.Smallest, random));
            using var bare = new BarePredictions(service, project);
            await CompareAsync(service, pipeline.With("files", folder.GetFiles()), bare, folder.GetFiles(), repeats);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static async Task CompareAsync(ServiceProcess service, Pipeline pipeline, BarePredictions bare, FileInfo[] files, int repeats)
    {
        Console.WriteLine($"{files.Length:N0} photographs of 128 x 128, {files[0].Length:N0} bytes each; the service is in memory, and has a model of 36 images in 3 tags");
        Console.WriteLine();
        Console.WriteLine("                cmdlet    bare   ratio       cmdlet    bare");
        Console.WriteLine("run            images/s                CPU ms/image");
        // A first run of each warms up both sides and the service, and does not count.
        await CmdletAsync();
        await BareAsync();

        var (ours, theirs) = (new List<Rate>(), new List<Rate>());
        for (var run = 1; run <= repeats; run++)
        {
            // By turns, and first by turns: whatever else the machine does then meets both.
            if (run % 2 == 1)
                ours.Add(await CmdletAsync());
            theirs.Add(await BareAsync());
            if (run % 2 == 0)
                ours.Add(await CmdletAsync());
            Print($"{run}", ours[^1], theirs[^1]);
        }
        var (our, their) = (Rate.Median(ours), Rate.Median(theirs));
        Print("median", our, their);
        Verdict.AtLeast(our.PerSecond, RateGoal, "images a second");
        var ratios = ours.Zip(theirs, (our, their) => our.PerSecond / their.PerSecond).ToArray();
        Console.WriteLine($"   {our.PerSecond / their.PerSecond:0.00} of the bare program's; single runs from {ratios.Min():0.00} to {ratios.Max():0.00}");

        var times = new List<double>();
        foreach (var file in files)
        {
            var clock = Stopwatch.StartNew();
            await bare.SendAsync(file);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        Verdict.AtMost(Statistics.Median(times), LatencyGoal, "ms for a prediction, one after the other (median)");

        Task<Rate> CmdletAsync() => Rate.OfAsync(service, files.Length, () =>
        {
            var predicted = (int)pipeline.Run("@($files | Invoke-CVPrediction -ProjectId $project.Id | Where-Object IsPredicted).Count").Single().BaseObject;
            return predicted == files.Length ? Task.CompletedTask : throw new InvalidOperationException($"{predicted} of {files.Length} images were predicted.");
        });

        Task<Rate> BareAsync() => Rate.OfAsync(service, files.Length, () => System.Threading.Tasks.Parallel.ForEachAsync(
            files, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (file, _) => await bare.SendAsync(file)));
    }

    private static void Print(string name, Rate our, Rate their) => Console.WriteLine(
        $"{name,-10}{our.PerSecond,12:N0}{their.PerSecond,8:N0}{our.PerSecond / their.PerSecond,8:0.00}{our.ProcessorPerImage,13:0.0}{their.ProcessorPerImage,8:0.0}");
}
