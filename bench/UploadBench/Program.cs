using UploadBench;

const string Usage =
    """
    Measures CustomVision's uploader against a local service, and prints figures and ratios.

    usage: dotnet run -c Release --project bench/UploadBench -- BENCH [options]
    """;

if (args is [UploadChild.Name, .. var upload])
    return await UploadChild.RunAsync(upload);

return await Bench.RunAsync(
    Usage,
    [
        new(RateBench.Usage, RateBench.RunAsync),
        new(LoopBench.Usage, LoopBench.RunAsync),
        new(MemoryBench.Usage, MemoryBench.RunAsync),
        new(FirstBench.Usage, FirstBench.RunAsync),
        new(KillBench.Usage, KillBench.RunAsync),
        new(ChaosBench.Usage, ChaosBench.RunAsync),
    ],
    args);
