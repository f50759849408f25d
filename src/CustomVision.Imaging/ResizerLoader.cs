using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace CustomVision.Imaging;

/// <summary>
/// Loads the resizer and its image library into a load context of their own, so that they cannot clash with the assemblies of
/// other modules in the PowerShell session.
/// </summary>
public static class ResizerLoader
{
    /// <summary>Loads the resizer. The PowerShell module calls this method by its name.</summary>
    /// <param name="runtimes">The folder that has the native libraries, as "platform/native/file".</param>
    /// <returns>A function with the parameters and the result of <see cref="Resizer.Resize"/>.</returns>
    public static Func<string, long, byte[]?> Load(string runtimes)
    {
        var context = new Context(Path.GetDirectoryName(typeof(ResizerLoader).Assembly.Location)!, runtimes);
        var resizer = context.LoadFromAssemblyPath(typeof(ResizerLoader).Assembly.Location).GetType(typeof(Resizer).FullName!)!;
        return resizer.GetMethod(nameof(Resizer.Resize))!.CreateDelegate<Func<string, long, byte[]?>>();
    }

    private sealed class Context(string folder, string runtimes) : AssemblyLoadContext(nameof(CustomVision.Imaging))
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var file = Path.Combine(folder, $"{assemblyName.Name}.dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName)
        {
            foreach (var platform in Platforms())
            {
                var native = Path.Combine(runtimes, platform, "native");
                foreach (var name in (string[])[$"{unmanagedDllName}.dll", $"{unmanagedDllName}.so", $"{unmanagedDllName}.dylib"])
                    if (File.Exists(Path.Combine(native, name)))
                        return LoadUnmanagedDllFromPath(Path.Combine(native, name));
            }

            return 0;
        }

        // From the most to the least specific.
        private static string[] Platforms()
        {
            var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
                ? [$"{system}-musl-{architecture}"]
                : [$"{system}-{architecture}", system];
        }
    }
}
