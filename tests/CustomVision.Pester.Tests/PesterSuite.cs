using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using CustomVision.Tests;

namespace CustomVision.Pester.Tests;

/// <summary>Runs tests/Pester in the PowerShell of .config/dotnet-tools.json, which the build has compiled, and reads the results.</summary>
internal static class PesterSuite
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private static readonly string PesterModule = Built("Pester");
    private static readonly string PowerShell = Built("PowerShell");

    /// <summary>Runs all files. Several processes share the work; each takes the next file that no other process has taken.</summary>
    public static async Task<IReadOnlyList<PesterResult>> RunAsync()
    {
        using var folder = new TemporaryFolder();
        using var limit = new CancellationTokenSource(Timeout);
        var processes = Enumerable.Range(1, Math.Clamp(Environment.ProcessorCount, 1, 4))
            .Select(number => RunProcessAsync(folder, $"results{number}.jsonl", limit.Token));
        return [.. (await Task.WhenAll(processes)).SelectMany(results => results)];
    }

    private static async Task<IReadOnlyList<PesterResult>> RunProcessAsync(TemporaryFolder folder, string name, CancellationToken cancellation)
    {
        var resultFile = folder.PathOf(name);
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                PowerShell, "-NoProfile", "-NonInteractive",
                "-File", Path.Combine(Repository.Root, "tests", "Pester", "Invoke-Suite.ps1"),
                "-Pester", PesterModule, "-ResultPath", resultFile, "-ClaimFolder", folder.Path,
            },
            Environment =
            {
                // As in tests/Directory.Build.props, for PowerShell and all processes that the suite starts.
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_TC_CallCountingDelayMs"] = "1F40", // hexadecimal for 8000
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            },
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            process.Kill(entireProcessTree: true); // has no effect on a process that has ended
        }

        // The script ends with 1 when a test failed; the results then say which.
        if (process.ExitCode is not (0 or 1) || !File.Exists(resultFile))
            throw new InvalidOperationException($"PowerShell ended with exit code {process.ExitCode}.\n{await output}\n{await errors}");
        return [.. File.ReadLines(resultFile).Select(line => JsonSerializer.Deserialize<PesterResult>(line)!)];
    }

    /// <summary>A path that the build has written into this assembly.</summary>
    private static string Built(string key) => typeof(PesterSuite).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}

/// <summary>The result of one test.</summary>
/// <param name="File">The file that has the test.</param>
/// <param name="Name">The names of the blocks and of the test.</param>
/// <param name="Result">Passed, Failed or Skipped.</param>
/// <param name="Message">Why the test failed or was skipped.</param>
public sealed record PesterResult(string File, string Name, string Result, string? Message);
