using ServiceBench;

const string Usage =
    """
    Tries the local service over raw HTTP: whether it keeps what it has answered, and what it takes.

    usage: dotnet run -c Release --project bench/ServiceBench -- BENCH [options]
    """;

if (args is [BareServer.Name, var what])
    return await BareServer.RunAsync(what);

return await Bench.RunAsync(
    Usage,
    [
        new(KillBench.Usage, KillBench.RunAsync),
        new(FuzzBench.Usage, FuzzBench.RunAsync),
        new(StoreBench.Usage, StoreBench.RunAsync),
        new(MemoryBench.Usage, MemoryBench.RunAsync),
        new(ListBench.Usage, ListBench.RunAsync),
    ],
    args);
