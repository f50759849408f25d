using System.Diagnostics;
using CustomVision.Fuzzing;

namespace CustomVision.Benches.Service;

internal static class FuzzBench
{
    public const string Usage =
        """
        fuzz: malformed requests to all operations and to what is under /_local/: bodies of many parts, JSON, XML and forms,
        ids, query strings, headers, images that are cut off or changed, and bytes that are no HTTP. Ends with 1 when any is
        answered with a 5xx (but 505, where it names another HTTP), or not at all within a minute, when the service ends, or when its memory grows. The same seed
        makes the same requests. Takes about five minutes.

          --requests N   how many (100000)
          --seed N       which (1)
          --only N       sends this one alone, and shows the answer's status
        """;

    private const int Round = 5_000;
    private const double Goal = 64;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--requests", 100_000);
        var seed = arguments.Number("--seed", 1);
        var only = arguments.Number("--only", -1, least: 0);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: true);
        var mistakes = new List<string>();
        var statuses = new Dictionary<int, int>();
        var sizes = new List<double>();
        var clock = Stopwatch.StartNew();
        var (begin, end) = only >= 0 ? (only, only + 1) : (0, count);
        for (var first = begin; first < end; first += Round)
        {
            var target = await FuzzTarget.PrepareAsync(service.Endpoint, service.TrainingKey, service.PredictionKey, CancellationToken.None);
            var fuzzer = new Fuzzer(target, seed);
            await fuzzer.RunAsync(first, Math.Min(Round, end - first), CancellationToken.None);
            mistakes.AddRange(fuzzer.Mistakes);
            foreach (var (status, times) in fuzzer.Statuses)
                statuses[status] = statuses.GetValueOrDefault(status) + times;
            sizes.Add(service.WorkingSet);
            Console.WriteLine($"{Math.Min(first + Round, end),8:N0} requests: {sizes[^1],6:0.0} MB, {mistakes.Count} mistakes");
        }

        // Still a service: it takes back all, and begins again.
        await FuzzTarget.PrepareAsync(service.Endpoint, service.TrainingKey, service.PredictionKey, CancellationToken.None);
        Console.WriteLine($"{statuses.Values.Sum():N0} answers in {clock.Elapsed.TotalSeconds:0} s");
        foreach (var (status, times) in statuses.OrderBy(pair => pair.Key))
            Console.WriteLine($"  {(status == 0 ? "connection closed" : status),-18}{times,8:N0}");

        // The first tenth fills caches and compiles.
        var growth = sizes[^1] - sizes[sizes.Count / 10];
        Verdict.AtMost(growth, Goal, "MB more at the end than after the first tenth");
        if (growth > Goal)
            mistakes.Add($"memory grew by {growth:0} MB");
        return Mistakes.Report(mistakes, "every request was answered, none with a 5xx");
    }
}
