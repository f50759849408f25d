using System.Runtime.InteropServices;
using UploadBench;

const string Usage =
    """
    Measures CustomVision's uploader against a local service, and prints figures and ratios.

    usage: dotnet run -c Release --project bench/UploadBench -- BENCH [options]

    """;

string[] usages = [RateBench.Usage, LoopBench.Usage, MemoryBench.Usage, FirstBench.Usage, KillBench.Usage, ChaosBench.Usage];
if (args.Length == 0 || args.Contains("--help"))
{
    var of = usages.Where(usage => args.Length > 0 && usage.StartsWith($"{args[0]}:", StringComparison.Ordinal)).ToArray();
    Console.WriteLine($"{Usage}\n{string.Join("\n\n", of.Length > 0 ? of : usages)}");
    return 0;
}

var arguments = new Arguments(args.Skip(1));
try
{
    if (args[0] == UploadChild.Name)
        return await UploadChild.RunAsync(args[1..]);
    Console.WriteLine($"{args[0]} on {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
    return await (args[0] switch
    {
        "rate" => RateBench.RunAsync(arguments),
        "loop" => LoopBench.RunAsync(arguments),
        "memory" => MemoryBench.RunAsync(arguments),
        "first" => FirstBench.RunAsync(arguments),
        "kill" => KillBench.RunAsync(arguments),
        "chaos" => ChaosBench.RunAsync(arguments),
        _ => throw new FormatException($"There is no bench {args[0]}."),
    });
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message} See --help.");
    return 2;
}
