using System.Diagnostics;
using System.Globalization;

namespace ImportBench;

/// <summary>What an import took, in milliseconds. Starting PowerShell does not count.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Processor">On Linux of the pipeline's thread, else of the process. What else the machine does changes it less.</param>
internal sealed record Cost(double Elapsed, double Processor);

/// <summary>The PowerShell to measure with, and a module for it with one cmdlet that does nothing.</summary>
internal sealed class Shell : IDisposable
{
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
        "$($PSVersionTable.PSVersion)"
        """;

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

    private readonly string pwsh;
    private readonly ServiceProcess? service;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-import-");

    private Shell(string pwsh, ServiceProcess? service)
    {
        this.pwsh = pwsh;
        this.service = service;
    }

    public string Version { get; private set; } = "";

    /// <summary>The manifest of a module with one cmdlet that does nothing.</summary>
    public string EmptyModule => Path.Combine(folder.FullName, "Empty.psd1");

    public static async Task<Shell> PrepareAsync(string pwsh, ServiceProcess? service)
    {
        var shell = new Shell(pwsh, service);
        await File.WriteAllTextAsync(shell.PathOf("make.ps1"), MakeEmptyModule);
        await File.WriteAllTextAsync(shell.PathOf("measure.ps1"), Measure);
        shell.Version = await shell.RunAsync("make.ps1", shell.folder.FullName);
        return shell;
    }

    /// <summary>Imports a module in a new process, and calls a cmdlet of it, if one is named.</summary>
    public async Task<Cost> ImportAsync(string module, string? cmdlet)
    {
        var figures = (await RunAsync("measure.ps1", cmdlet is null ? [module] : [module, cmdlet])).Split(' ');
        return new Cost(double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private async Task<string> RunAsync(string script, params string[] arguments)
    {
        string[] policy = OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : [];
        var start = new ProcessStartInfo(pwsh, ["-NoProfile", "-NonInteractive", .. policy, "-File", PathOf(script), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        if (service is not null)
        {
            start.Environment["VISION_TRAINING_ENDPOINT"] = service.Endpoint.ToString();
            start.Environment["VISION_TRAINING_KEY"] = service.TrainingKey;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{script} ended with exit code {process.ExitCode}.");
    }
}
