using System.Diagnostics;
using System.Management.Automation.Runspaces;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>
/// Runs what Windows PowerShell 5.1 would load. For that the module is loaded a second time, and the engine, which remembers
/// types by their names, would take the one for the other once cmdlets have run: so it is done in a process of its own.
/// </summary>
public sealed class DesktopRunTests(SharedService shared)
{
    private const string IsOwnProcess = "CUSTOMVISION_TESTS_OWN_PROCESS";

    private static readonly string Bin = Path.Combine(Repository.Module, "bin");

    [Fact]
    public async Task The_cmdlets_work_with_nothing_but_what_5_1_would_load()
    {
        if (Environment.GetEnvironmentVariable(IsOwnProcess) is null)
            await RunInOwnProcessAsync(TestContext.Current.CancellationToken);
        else
            Run();
    }

    private static async Task RunInOwnProcessAsync(CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(DesktopRunTests).Assembly.Location,
                "-noColor",
                "-method",
                $"{typeof(DesktopRunTests).FullName}.{nameof(The_cmdlets_work_with_nothing_but_what_5_1_would_load)}",
            },
            Environment = { [IsOwnProcess] = "1" },
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);

        Assert.True(process.ExitCode == 0, said);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", said, StringComparison.Ordinal);
    }

    private void Run()
    {
        var context = new DesktopContext();
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault());
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("assembly", context.LoadFromAssemblyPath(Path.Combine(Bin, "CustomVision.PowerShell.dll")));
        runspace.SessionStateProxy.SetVariable("endpoint", shared.Service.Properties["Endpoint"].Value);
        runspace.SessionStateProxy.SetVariable("key", shared.Service.Properties["TrainingKey"].Value);
        runspace.SessionStateProxy.SetVariable("images", Path.Combine(Repository.Textures, "train", "brick", "*.jpg"));
        using var shell = System.Management.Automation.PowerShell.Create(runspace);

        var output = shell.AddScript(
            $"""
            Import-Module -Assembly $assembly
            Connect-CVService $endpoint -TrainingKey $key
            $project = New-CVProject test-{Guid.NewGuid():N} -Description 'äöü'
            $results = Add-CVTrainingImage $images -ProjectId $project -Tag brick -CreateTag
            @($results | Where-Object Status -EQ OK).Count
            (Get-CVTag $project brick).ImageCount
            (Get-CVProject $project).Description
            """).Invoke();

        Assert.Empty(shell.Streams.Error);
        Assert.Equal([12, 12, "äöü"], output.Select(item => item.BaseObject));
        Assert.Empty(context.NotFound);
        var loaded = context.Assemblies.Select(assembly => Path.GetRelativePath(Bin, assembly.Location)).ToArray();
        Assert.Contains(Path.Combine("desktop", "System.Text.Json.dll"), loaded);
        Assert.Contains(Path.Combine("desktop", "System.Threading.Channels.dll"), loaded);
        Assert.All(loaded, file => Assert.False(file.StartsWith("..", StringComparison.Ordinal), file));
    }
}
