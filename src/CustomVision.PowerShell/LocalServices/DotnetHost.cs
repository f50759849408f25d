using System.Runtime.InteropServices;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>Finds the dotnet program, which the local service runs on.</summary>
internal static class DotnetHost
{
    private static readonly string Program = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";

    /// <exception cref="RuntimeMissingException">There is none.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(File.Exists)
        ?? throw new RuntimeMissingException("The local service needs the ASP.NET Core Runtime 10.0, and no dotnet was found.");

    /// <summary>Whether a dotnet that ended so lacks what the service runs on.</summary>
    public static bool IsRuntimeMissing(int exitCode) =>
        // FrameworkMissingFailure and CoreHostLibMissingFailure of the .NET host; Unix keeps the last byte.
        unchecked((uint)exitCode) is 0x80008096 or 0x96 or 0x80008083 or 0x83;

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

/// <summary>There is no .NET, or none that can run the local service.</summary>
internal sealed class RuntimeMissingException(string message, Exception? cause = null) : Exception(message, cause);
