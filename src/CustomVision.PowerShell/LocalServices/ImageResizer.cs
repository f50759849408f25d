using System.Reflection;
using CustomVision.Images;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>
/// Resizes images with the image library of the CustomVision.LocalService module, so that this module needs none. The library is
/// loaded when it is first used, into a load context of its own.
/// </summary>
internal sealed class ImageResizer : IImageResizer
{
    private static readonly object Sync = new();
    private static Func<string, long, byte[]?>? resize;

    /// <summary>Loads the library.</summary>
    /// <exception cref="ServiceModuleMissingException">The CustomVision.LocalService module is not installed.</exception>
    /// <exception cref="PlatformNotSupportedException">This is Windows PowerShell.</exception>
    public static ImageResizer Load()
    {
        if (Environment.Version.Major < 5) // .NET Framework is 4; PowerShell 7 runs on .NET 8 or later
            throw new PlatformNotSupportedException("-Resize needs PowerShell 7.4 or later.");
        lock (Sync)
            resize ??= LoadFrom(ServiceModule.Find().Folder);
        return new ImageResizer();
    }

    public byte[]? Resize(string path, long largest) => resize!(path, largest);

    private static Func<string, long, byte[]?> LoadFrom(string module)
    {
        var loader = Assembly.LoadFrom(Path.Combine(module, "imaging", "CustomVision.Imaging.dll")).GetType("CustomVision.Imaging.ResizerLoader", throwOnError: true);
        return (Func<string, long, byte[]?>)loader.GetMethod("Load").Invoke(null, [Path.Combine(module, "service", "runtimes")]);
    }
}
