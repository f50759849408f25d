using System.Diagnostics;

namespace CustomVision.Benches.Module;

/// <summary>Runs scripts in new processes of the PowerShell of .config/dotnet-tools.json, or of another one.</summary>
internal sealed class Shell : IDisposable
{
    private readonly string[] command;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-shell-");

    private Shell(string[] command) => this.command = command;

    public string Folder => folder.FullName;

    public string Version { get; private set; } = "";

    /// <param name="program">Another PowerShell, such as powershell.exe; null for the tool.</param>
    public static async Task<Shell> PrepareAsync(string? program)
    {
        if (program is null)
        {
            using var restore = Process.Start(new ProcessStartInfo("dotnet", ["tool", "restore"]) { WorkingDirectory = Checkout.Root, RedirectStandardOutput = true })!;
            await restore.StandardOutput.ReadToEndAsync();
            await restore.WaitForExitAsync();
        }

        var shell = new Shell(program is null ? ["dotnet", "tool", "run", "pwsh", "--"] : [program]);
        shell.Version = await shell.RunAsync("\"$($PSVersionTable.PSVersion)\"");
        return shell;
    }

    /// <summary>The output of a script.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error.</exception>
    public async Task<string> RunAsync(string script, params string[] arguments)
    {
        var file = Path.Combine(Folder, $"{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(file, $"{script}\n");
        string[] policy = OperatingSystem.IsWindows() ? ["-ExecutionPolicy", "Bypass"] : [];
        using var process = Process.Start(new ProcessStartInfo(
            command[0], [.. command[1..], "-NoProfile", "-NonInteractive", .. policy, "-File", file, .. arguments])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"The script ended with exit code {process.ExitCode}. {output}");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
