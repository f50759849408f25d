using System.Runtime.InteropServices;

namespace CustomVision.Benches;

/// <param name="Usage">Starts with the name of the bench and a colon.</param>
/// <param name="Run">Returns the exit code.</param>
internal sealed record Bench(string Usage, Func<Arguments, Task<int>> Run)
{
    public string Name => Usage[..Usage.IndexOf(':')];

    /// <summary>Runs the bench that the arguments name, or shows the help.</summary>
    /// <param name="usage">The help of the program, for all of its benches.</param>
    /// <param name="benches">The benches of the program.</param>
    /// <param name="args">The command line.</param>
    /// <returns>0, 1 if a goal was missed or a check failed, or 2 if the command line is wrong.</returns>
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
                throw new FormatException($"The bench {args[0]} does not exist.");
            Console.WriteLine($"{named.Name} on {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
            var code = await named.Run(new Arguments(args.Skip(1)));
            return Verdict.AnyMissed ? 1 : code;
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine($"{error.Message} See --help.");
            return 2;
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine($"=> FAILED: {error.Message}");
            return 1;
        }
    }
}
