using System.Text.RegularExpressions;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>
/// The CustomVision.LocalService module, which has the program of the local service. Nothing imports it; it is a module so that
/// Install-PSResource installs it.
/// </summary>
internal sealed record ServiceModule(string Folder, Version Version)
{
    private const string Name = "CustomVision.LocalService";

    private static readonly string OwnFolder = Path.GetDirectoryName(Path.GetDirectoryName(typeof(ServiceModule).Assembly.Location))!;

    private static readonly Version OwnVersion =
        ReadVersion(Path.Combine(OwnFolder, "CustomVision.psd1")) ?? typeof(ServiceModule).Assembly.GetName().Version;

    private string Program => Path.Combine(Folder, "service", $"{Name}.dll");

    // Versions before 1.0 may change anything from one minor version to the next, as in Semantic Versioning.
    private bool IsCompatible => Version.Major == OwnVersion.Major && (Version.Major > 0 || Version.Minor == OwnVersion.Minor);

    /// <summary>
    /// The program to run: of the same version as this module if that is installed, otherwise of the newest compatible one. A
    /// copy beside this module comes before one in $env:PSModulePath.
    /// </summary>
    /// <exception cref="ServiceModuleMissingException">No compatible version is installed.</exception>
    public static string FindProgram() => Find().Program;

    /// <summary>The module itself, chosen like the program.</summary>
    /// <exception cref="ServiceModuleMissingException">No compatible version is installed.</exception>
    public static ServiceModule Find()
    {
        ServiceModule[] installed = [.. Roots().SelectMany(In)];
        var best = installed
            .Where(module => module.IsCompatible)
            .OrderByDescending(module => module.Version == OwnVersion)
            .ThenByDescending(module => module.Version)
            .FirstOrDefault();
        return best ?? throw new ServiceModuleMissingException(OwnVersion, installed.FirstOrDefault());
    }

    // A module is in <root>/<name>, as in a checkout and a zip file, or in <root>/<name>/<version>, as installed.
    private static IEnumerable<string> Roots()
    {
        var parent = Path.GetDirectoryName(OwnFolder)!;
        yield return parent;
        if (Version.TryParse(Path.GetFileName(OwnFolder), out _) && Path.GetDirectoryName(parent) is { } root)
            yield return root;
        foreach (var folder in (Environment.GetEnvironmentVariable("PSModulePath") ?? "").Split(Path.PathSeparator))
            if (folder.Length > 0)
                yield return folder;
    }

    private static IEnumerable<ServiceModule> In(string root)
    {
        var folder = Path.Combine(root, Name);
        if (!Directory.Exists(folder))
            yield break;
        foreach (var candidate in (string[])[folder, .. Directory.GetDirectories(folder)])
            if (ReadVersion(Path.Combine(candidate, $"{Name}.psd1")) is { } version && new ServiceModule(candidate, version) is var module && File.Exists(module.Program))
                yield return module;
    }

    private static Version? ReadVersion(string manifest)
    {
        if (!File.Exists(manifest))
            return null;
        var written = Regex.Match(File.ReadAllText(manifest), @"\bModuleVersion\s*=\s*'([0-9.]+)'");
        return Version.TryParse(written.Groups[1].Value, out var version) ? version : null;
    }
}

/// <summary>The CustomVision.LocalService module is not installed, or only versions that do not match.</summary>
internal sealed class ServiceModuleMissingException(Version wanted, ServiceModule? other)
    : Exception(other is null
        ? $"The local service is not installed. To install it, run: {Command(wanted, other)}"
        : $"The local service {other.Version} in {other.Folder} does not match CustomVision {wanted}. To install the matching version, run: {Command(wanted, other)}")
{
    public string InstallCommand { get; } = Command(wanted, other);

    private static string Command(Version wanted, ServiceModule? other) =>
        "Install-PSResource CustomVision.LocalService" + (other is null ? "" : $" -Version {wanted}");
}
