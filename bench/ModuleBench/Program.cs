using CustomVision.Benches.Module;

const string Usage =
    """
    Measures the module: its cmdlets, its client, and what importing it costs.

    usage: dotnet run -c Release --project bench/ModuleBench -- BENCH [options]
    """;

switch (args)
{
    case [UploadChild.Name, .. var upload]:
        return await UploadChild.RunAsync(upload);
    case [ListChild.Name, var project]:
        return ListChild.Run(project);
    case [BackupChild.Name, .. var backup]:
        return await BackupChild.RunAsync(backup);
    default:
        return await Bench.RunAsync(
            Usage,
            [
                new(RateBench.Usage, RateBench.RunAsync),
                new(LoopBench.Usage, LoopBench.RunAsync),
                new(FirstBench.Usage, FirstBench.RunAsync),
                new(MemoryBench.Usage, MemoryBench.RunAsync),
                new(KillBench.Usage, KillBench.RunAsync),
                new(ChaosBench.Usage, ChaosBench.RunAsync),
                new(PredictBench.Usage, PredictBench.RunAsync),
                new(ListBench.Usage, ListBench.RunAsync),
                new(F0Bench.Usage, F0Bench.RunAsync),
                new(BackupBench.Usage, BackupBench.RunAsync),
                new(BackupKillBench.Usage, BackupKillBench.RunAsync),
                new(ResizeBench.Usage, ResizeBench.RunAsync),
                new(ImportBench.Usage, ImportBench.RunAsync),
            ],
            args);
}
