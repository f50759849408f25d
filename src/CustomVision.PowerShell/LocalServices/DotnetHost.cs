using System.Runtime.InteropServices;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>Finds the dotnet program, which the local service runs on.</summary>
internal static class DotnetHost
{
    private static readonly string Program = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";

    /// <exception cref="InvalidOperationException">There is none; the message says what to install.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("The local service needs .NET 10 (the ASP.NET Core Runtime), and no dotnet was found. Install it, or set DOTNET_ROOT.");

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } running)
            yield return running;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return Path.Combine(root, Program);
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            if (folder.Length > 0)
                yield return Path.Combine(folder.Trim('"'), Program);
        foreach (var folder in WellKnown())
            yield return Path.Combine(folder, "dotnet", Program);
    }

    private static IEnumerable<string> WellKnown() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? [Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles)]
        : ["/usr/share", "/usr/lib", "/usr/lib64", "/usr/local/share"];
}
