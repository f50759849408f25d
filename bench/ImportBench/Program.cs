using ImportBench;

const string Usage =
    """
    Measures what the module costs a PowerShell session, in fresh processes.

    usage: dotnet run -c Release --project bench/ImportBench -- BENCH [options]
    """;

return await Bench.RunAsync(
    Usage,
    [
        new(FirstCallBench.Usage, FirstCallBench.RunAsync),
    ],
    args);
