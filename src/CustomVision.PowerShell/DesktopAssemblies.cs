using System.Reflection;
using System.Runtime.InteropServices;

namespace CustomVision.PowerShell;

/// <summary>
/// Windows PowerShell 5.1 lacks some assemblies that PowerShell 7 has in the box. There, and only there, they come from
/// bin/desktop.
/// </summary>
public sealed class DesktopAssemblies : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(DesktopAssemblies).Assembly.Location)!, "desktop");

    /// <summary>Called when the module is imported.</summary>
    public void OnImport()
    {
        if (IsDesktop)
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
    }

    /// <summary>Called when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (IsDesktop)
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
    }

    private static bool IsDesktop => RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);

    /// <summary>The file that satisfies a reference, or null when the module does not ship one new enough.</summary>
    internal static string? Find(AssemblyName wanted, string folder)
    {
        var file = Path.Combine(folder, wanted.Name + ".dll");
        return File.Exists(file) && AssemblyName.GetAssemblyName(file).Version >= wanted.Version ? file : null;
    }

    private static Assembly? Resolve(object? sender, ResolveEventArgs request) =>
        Find(new AssemblyName(request.Name), Folder) is { } file ? Assembly.LoadFrom(file) : null;
}
