using CustomVision.Benches.Service;
using CustomVision.Benches.Service.Learning;

const string Usage =
    """
    Measures the local service over HTTP, and its learner.

    usage: dotnet run -c Release --project bench/ServiceBench -- BENCH [options]
    """;

return await Bench.RunAsync(
    Usage,
    [
        new(StoreBench.Usage, StoreBench.RunAsync),
        new(KillBench.Usage, KillBench.RunAsync),
        new(FuzzBench.Usage, FuzzBench.RunAsync),
        new(MemoryBench.Usage, MemoryBench.RunAsync),
        new(ListBench.Usage, ListBench.RunAsync),
        new(TimeBench.Usage, TimeBench.RunAsync),
        new(LearnBench.Usage, LearnBench.RunAsync),
        new(NpmBench.Usage, NpmBench.RunAsync),
        new(DetectBench.Usage, DetectBench.RunAsync),
    ],
    args);
