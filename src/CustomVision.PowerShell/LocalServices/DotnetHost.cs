using System.Runtime.InteropServices;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>Finds the dotnet program, which runs the local service.</summary>
internal static class DotnetHost
{
    private static readonly string Program = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";

    /// <exception cref="RuntimeMissingException">No dotnet is installed.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(File.Exists)
        ?? throw new RuntimeMissingException("The local service needs the ASP.NET Core Runtime 10.0, but dotnet was not found.");

    /// <summary>Whether the exit code of dotnet means that the runtime of the service isn't installed.</summary>
    public static bool IsRuntimeMissing(int exitCode) =>
        // FrameworkMissingFailure and CoreHostLibMissingFailure of the .NET host. Unix keeps only the last byte.
        unchecked((uint)exitCode) is 0x80008096 or 0x96 or 0x80008083 or 0x83;

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } hostPath)
            yield return hostPath;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return Path.Combine(root, Program);
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            if (folder.Length > 0)
                yield return Path.Combine(folder.Trim('"'), Program);
        foreach (var folder in DefaultFolders())
            yield return Path.Combine(folder, "dotnet", Program);
    }

    private static IEnumerable<string> DefaultFolders() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? [Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles)]
        : ["/usr/share", "/usr/lib", "/usr/lib64", "/usr/local/share"];
}

/// <summary>dotnet or the runtime of the local service isn't installed.</summary>
internal sealed class RuntimeMissingException(string message, Exception? cause = null) : Exception(message, cause);
