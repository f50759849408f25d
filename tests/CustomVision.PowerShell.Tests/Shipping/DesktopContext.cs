using System.Reflection;
using System.Runtime.Loader;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>
/// Loads the module as Windows PowerShell 5.1 does: netstandard and the engine are there already, all else comes from bin, or
/// is asked of the module, and what it does not find is not there. PowerShell 7 would take the newer ones in its box.
/// </summary>
internal sealed class DesktopContext() : AssemblyLoadContext(nameof(DesktopContext))
{
    private static readonly string Bin = Path.Combine(Repository.Module, "bin");

    private static readonly MethodInfo FindMethod = Assembly.LoadFrom(Path.Combine(Bin, "CustomVision.PowerShell.dll"))
        .GetType("CustomVision.PowerShell.DesktopAssemblies", throwOnError: true)!
        .GetMethod("Find", BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>What was asked for in vain.</summary>
    public List<string> NotFound { get; } = [];

    /// <summary>The file that the module takes for a reference that Windows PowerShell cannot satisfy.</summary>
    public static string? Find(AssemblyName wanted) => (string?)FindMethod.Invoke(null, [wanted, Path.Combine(Bin, "desktop")]);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is "netstandard" or "System.Management.Automation")
            return null; // the default context has it
        var beside = Path.Combine(Bin, $"{assemblyName.Name}.dll");
        if ((File.Exists(beside) ? beside : Find(assemblyName)) is { } file)
            return LoadFromAssemblyPath(file);
        NotFound.Add(assemblyName.FullName);
        return null;
    }
}
