using System.Globalization;

namespace CustomVision.Benches.Module;

internal static class ImportBench
{
    public const string Usage =
        """
        import: the time to import the module and to call its first cmdlet, beside importing a binary module with one empty
        cmdlet. Each time in a new process of PowerShell, alternating. The time to start PowerShell does not count. Goal: the
        medians differ by at most 40 ms.

          --pwsh FILE      the PowerShell to measure; by default the one of .config/dotnet-tools.json
          --repeats N      processes of each (20)
        """;

    private const double Goal = 40;

    private const string MakeEmptyModule =
        """
        param($Folder)
        $ErrorActionPreference = 'Stop'
        Add-Type -OutputAssembly (Join-Path $Folder Empty.dll) -TypeDefinition @'
        using System.Management.Automation;
        [Cmdlet(VerbsCommon.Get, "Empty")] public sealed class GetEmptyCommand : PSCmdlet { }
        '@
        Set-Content (Join-Path $Folder Empty.psd1) @'
        @{
            RootModule = 'Empty.dll'; ModuleVersion = '1.0.0'; GUID = '0b7f6a0e-40cb-4f4e-9d0b-0a3d6c1b7f11'
            CmdletsToExport = @('Get-Empty'); FunctionsToExport = @(); AliasesToExport = @(); VariablesToExport = @()
        }
        '@
        """;

    // On Linux, the processor time of the pipeline's thread; elsewhere, of the process.
    private const string Measure =
        """
        param($Module, $Cmdlet)
        $ErrorActionPreference = 'Stop'
        $scheduled = '/proc/thread-self/schedstat'
        $processorTime =
            if ([System.IO.File]::Exists($scheduled)) { { [long][System.IO.File]::ReadAllText($scheduled).Split(' ')[0] / 1e6 } }
            else { { [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime.TotalMilliseconds } }
        $null = & $processorTime
        $before = & $processorTime
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Import-Module $Module
        if ($Cmdlet) { $null = & $Cmdlet }
        $elapsed = $clock.Elapsed.TotalMilliseconds
        $processor = (& $processorTime) - $before
        [string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $elapsed, $processor)
        """;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var pwsh = arguments.Text("--pwsh");
        var repeats = arguments.Number("--repeats", 20);
        arguments.End();

        using var shell = await Shell.PrepareAsync(pwsh);
        await shell.RunAsync(MakeEmptyModule, shell.Folder);
        var emptyModule = Path.Combine(shell.Folder, "Empty.psd1");
        Console.WriteLine($"PowerShell {shell.Version}; the first cmdlet is Get-CVConnection");
        Console.WriteLine();
        Console.WriteLine("        empty   CustomVision     empty   CustomVision");
        Console.WriteLine("run            ms elapsed      ms of processor time");

        var (empty, module) = (new List<Cost>(), new List<Cost>());
        for (var run = 0; run <= repeats; run++)
        {
            var (first, second) = (await ImportAsync(emptyModule), await ImportAsync(Checkout.Module, "Get-CVConnection"));
            if (run == 0)
                continue; // the first of each fills the cache of the disk
            empty.Add(first);
            module.Add(second);
            Console.WriteLine($"{run,3}{first.Elapsed,10:N0}{second.Elapsed,15:N0}{first.Processor,10:N0}{second.Processor,15:N0}");
        }

        var (without, with) = (Median(empty, cost => cost.Elapsed), Median(module, cost => cost.Elapsed));
        var (idle, busy) = (Median(empty, cost => cost.Processor), Median(module, cost => cost.Processor));
        Console.WriteLine($"medians:{without:N0} and {with:N0} ms elapsed; {idle:N0} and {busy:N0} ms of processor time, {busy - idle:N0} ms more");
        Verdict.AtMost(with - without, Goal, "ms more than an empty module");
        return 0;

        async Task<Cost> ImportAsync(params string[] arguments)
        {
            var figures = (await shell.RunAsync(Measure, arguments)).Split(' ');
            return new Cost(double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
        }
    }

    private static double Median(List<Cost> costs, Func<Cost, double> part) => Statistics.Median(costs.Select(part));

    /// <param name="Elapsed">Milliseconds by the clock.</param>
    /// <param name="Processor">Milliseconds of processor time, which a busy machine affects less.</param>
    private sealed record Cost(double Elapsed, double Processor);
}
