using System.Diagnostics;
using CustomVision.Api;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

internal static class FirstBench
{
    public const string Usage =
        """
        first: how long after the first input the first result comes out, while 100,000 inputs are being piped, in units of
        what one request of 64 images takes by itself with a bare HttpClient. Goal: at most 1.5. Without latency, four
        requests at once share the processors, and none is as fast as one by itself: when the first of four bare requests
        is answered is shown too. The uploader gives its first request a head start.

          --inputs N    how many are piped (100000); they name 2,000 files over and over
          --repeats N   how many runs of each (7)
        """;

    private const int Files = 2_000;
    private const int Batch = 64;
    private static readonly int[] Latencies = [0, 50, 500];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var inputs = arguments.Number("--inputs", 100_000);
        var repeats = arguments.Number("--repeats", 7);
        arguments.End();

        using var images = ImageFolder.Make(Files, 20 * 1024);
        using var service = await ServiceProcess.StartAsync(onDisk: false);
        foreach (var latency in Latencies)
        {
            if (latency > 0)
                await service.AddFaultAsync(Faults.Latency(latency));
            await MeasureAsync(service, images.Files, inputs, repeats, latency);
            if (latency > 0)
                await service.RemoveFaultsAsync();
        }

        return 0;
    }

    private static async Task MeasureAsync(ServiceProcess service, IReadOnlyList<string> files, int inputs, int repeats, int latency)
    {
        using var http = new BareClient(service);
        await RoundTripAsync(service, http, files);
        await FirstResultAsync(service, files, inputs);
        var trips = new List<double>();
        var shared = new List<double>();
        var firsts = new List<double>();
        var piped = 0;
        for (var run = 0; run < repeats; run++)
        {
            trips.Add(await RoundTripAsync(service, http, files));
            shared.Add(await RoundTripAsync(service, http, files, parallel: 4));
            (var first, piped) = await FirstResultAsync(service, files, inputs);
            firsts.Add(first);
        }

        Console.WriteLine(
            $"{latency,4} ms added: one request {Statistics.Median(trips):0.0} ms, the first of four {Statistics.Median(shared):0.0} ms,"
            + $" first result after {Statistics.Median(firsts):0.0} ms"
            + $" ({firsts.Min():0.0} to {firsts.Max():0.0}), when {piped:N0} of {inputs:N0} were piped");
        Verdict.AtMost(Statistics.Median(firsts) / Statistics.Median(trips), 1.5, "round trips to the first result");
    }

    /// <summary>In milliseconds, until the first of so many requests is answered.</summary>
    private static async Task<double> RoundTripAsync(
        ServiceProcess service, BareClient http, IReadOnlyList<string> files, int parallel = 1)
    {
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("first"));
        var clock = Stopwatch.StartNew();
        Task[] requests = [.. files.Chunk(Batch).Take(parallel).Select(batch => Task.Run(() => http.SendAsync(project.Id, batch)))];
        await await Task.WhenAny(requests);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        await Task.WhenAll(requests);
        await service.Client.Training.DeleteProjectAsync(project.Id);
        return elapsed;
    }

    /// <summary>In milliseconds, and how many inputs were piped by then.</summary>
    private static async Task<(double First, int Piped)> FirstResultAsync(ServiceProcess service, IReadOnlyList<string> files, int inputs)
    {
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("first"));
        using var seen = new CancellationTokenSource();
        var clock = new Stopwatch();
        var piped = 0;
        (double First, int Piped)? measured = null;
        using var uploader = new ImageUploader(service.Client, project.Id, async result =>
        {
            measured ??= (clock.Elapsed.TotalMilliseconds, Volatile.Read(ref piped));
            await Uploader.RequireStored(result);
            await seen.CancelAsync();
        });
        try
        {
            await Uploader.UploadAsync(uploader, Inputs(), seen.Token);
        }
        catch (OperationCanceledException)
        {
            // The rest is of no interest.
        }

        await service.Client.Training.DeleteProjectAsync(project.Id);
        return measured!.Value;

        IEnumerable<ImageUpload> Inputs()
        {
            clock.Start();
            for (var i = 0; i < inputs; i++)
            {
                yield return new ImageUpload(files[i % files.Count], []);
                Interlocked.Increment(ref piped);
            }
        }
    }
}
