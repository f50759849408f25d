using System.Reflection;
using System.Runtime.InteropServices;

namespace CustomVision.PowerShell;

/// <summary>
/// Resolves the assemblies that PowerShell 7 includes but Windows PowerShell 5.1 doesn't. Windows PowerShell loads them from
/// bin/desktop.
/// </summary>
public sealed class DesktopAssemblies : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(DesktopAssemblies).Assembly.Location)!, "desktop");

    /// <summary>PowerShell calls this method when the module is imported.</summary>
    public void OnImport()
    {
        if (IsDesktop)
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
    }

    /// <summary>PowerShell calls this method when the module is removed.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (IsDesktop)
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
    }

    private static bool IsDesktop => RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);

    /// <summary>Returns the file of an assembly, or null if the module has no file with this or a later version.</summary>
    internal static string? Find(AssemblyName wanted, string folder)
    {
        var file = Path.Combine(folder, wanted.Name + ".dll");
        return File.Exists(file) && AssemblyName.GetAssemblyName(file).Version >= wanted.Version ? file : null;
    }

    private static Assembly? Resolve(object? sender, ResolveEventArgs request) =>
        Find(new AssemblyName(request.Name), Folder) is { } file ? Assembly.LoadFrom(file) : null;
}
