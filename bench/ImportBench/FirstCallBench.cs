namespace ImportBench;

internal static class FirstCallBench
{
    public const string Usage =
        """
        first-call: how long Import-Module and the first cmdlet take, against importing a binary module with nothing in it;
        by turns, each time in a new process, after one of each that does not count. Prints the medians, their difference,
        and their ratio. Goal: at most 40 ms more.

          --pwsh FILE      the PowerShell to measure with (pwsh); powershell.exe does as well
          --repeats N      how many processes of each (20)
          --request        let the first cmdlet ask a local service (Get-CVDomain), which costs the network and JSON too;
                           without it, it is Get-CVConnection, which asks nobody
        """;

    private const double Goal = 40;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var pwsh = arguments.Text("--pwsh", "pwsh");
        var repeats = arguments.Number("--repeats", 20);
        var request = arguments.Flag("--request");
        arguments.End();

        using var service = request ? await ServiceProcess.StartAsync(onDisk: false) : null;
        using var shell = await Shell.PrepareAsync(pwsh, service);
        var cmdlet = request ? "Get-CVDomain" : "Get-CVConnection";
        Console.WriteLine($"PowerShell {shell.Version}; the first cmdlet is {cmdlet}");
        Console.WriteLine();
        Console.WriteLine("        nothing   CustomVision   nothing   CustomVision");
        Console.WriteLine("run              ms elapsed      ms of processor time");

        var empty = new List<Cost>();
        var module = new List<Cost>();
        for (var run = 0; run <= repeats; run++)
        {
            var first = await shell.ImportAsync(shell.EmptyModule, null);
            var second = await shell.ImportAsync(Checkout.Module, cmdlet);
            if (run == 0)
                continue;
            empty.Add(first);
            module.Add(second);
            Console.WriteLine($"{run,3}  {first.Elapsed,10:N0}   {second.Elapsed,12:N0}   {first.Processor,7:N0}   {second.Processor,12:N0}");
        }

        var (without, with) = (Median(empty, cost => cost.Elapsed), Median(module, cost => cost.Elapsed));
        var (idle, busy) = (Median(empty, cost => cost.Processor), Median(module, cost => cost.Processor));
        Console.WriteLine();
        Console.WriteLine($"medians: {without:N0} and {with:N0} ms elapsed, ratio {with / without:N2}");
        Console.WriteLine($"         {idle:N0} and {busy:N0} ms of processor time, ratio {busy / idle:N2}, {busy - idle:N0} ms more");
        Verdict.AtMost(with - without, Goal, "ms more");
        return 0;
    }

    private static double Median(List<Cost> costs, Func<Cost, double> part) => Statistics.Median(costs.Select(part));
}
