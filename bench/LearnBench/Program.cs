using System.Runtime.InteropServices;
using LearnBench;

const string Usage =
    """
    Measures the learner of the local service, and what it would make of other features.

    usage: dotnet run -c Release --project bench/LearnBench -- BENCH

    """;

string[] usages = [FeaturesBench.Usage, TimeBench.Usage];
if (args.Length == 0 || args.Contains("--help"))
{
    Console.WriteLine($"{Usage}\n{string.Join("\n\n", usages)}");
    return 0;
}

Console.WriteLine($"{args[0]} on {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
switch (args)
{
    case ["features"]:
        FeaturesBench.Run();
        return 0;
    case ["time"]:
        TimeBench.Run();
        return 0;
    default:
        Console.Error.WriteLine($"There is no bench {string.Join(' ', args)}. See --help.");
        return 2;
}
