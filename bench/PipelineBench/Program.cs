using PipelineBench;

const string Usage =
    """
    Measures cmdlets as a user has them: the module as shipped, in PowerShell's engine, against a local service.

    usage: dotnet run -c Release --project bench/PipelineBench -- BENCH [options]
    """;

if (args is [ListChild.Name, var project])
    return ListChild.Run(project);

return await Bench.RunAsync(
    Usage,
    [
        new(PredictBench.Usage, PredictBench.RunAsync),
        new(ListBench.Usage, ListBench.RunAsync),
    ],
    args);
