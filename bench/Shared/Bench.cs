using System.Runtime.InteropServices;

namespace CustomVision.Benches;

/// <param name="Usage">Begins with the name of the bench and a colon.</param>
/// <param name="Run">Gives the exit code.</param>
internal sealed record Bench(string Usage, Func<Arguments, Task<int>> Run)
{
    public string Name => Usage[..Usage.IndexOf(':')];

    /// <summary>Runs the bench that the arguments name, or says how to.</summary>
    /// <param name="usage">Of the program, for all of its benches.</param>
    /// <param name="benches">What it has.</param>
    /// <param name="args">What was written after its name.</param>
    public static async Task<int> RunAsync(string usage, IReadOnlyList<Bench> benches, string[] args)
    {
        var named = benches.FirstOrDefault(bench => args.Length > 0 && bench.Name == args[0]);
        if (args.Length == 0 || args.Contains("--help"))
        {
            Console.WriteLine($"{usage}\n\n{string.Join("\n\n", (named is null ? benches : [named]).Select(bench => bench.Usage))}");
            return 0;
        }

        try
        {
            if (named is null)
                throw new FormatException($"There is no bench {args[0]}.");
            Console.WriteLine($"{named.Name} on {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
            return await named.Run(new Arguments(args.Skip(1)));
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine($"{error.Message} See --help.");
            return 2;
        }
    }
}
