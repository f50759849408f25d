using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>What the metadata of an assembly says, without loading it.</summary>
internal static class AssemblyReferences
{
    /// <summary>The assemblies that it was compiled against.</summary>
    public static IReadOnlyList<AssemblyName> Of(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
    }

    public static string[] Dlls(string folder) => Directory.GetFiles(folder, "*.dll");

    /// <summary>What .NET itself brings, for all programs and for web servers.</summary>
    public static HashSet<string> InTheBox()
    {
        var runtime = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var web = Path.Combine(runtime.Parent!.Parent!.FullName, "Microsoft.AspNetCore.App");
        return [.. Dlls(runtime.FullName).Concat(Directory.GetDirectories(web).SelectMany(Dlls)).Select(dll => Path.GetFileNameWithoutExtension(dll))];
    }
}
