namespace CustomVision.Tests;

/// <summary>Where things stand in the checkout that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The module exactly as shipped.</summary>
    public static string Module => Path.Combine(Root, "out", "CustomVision");

    /// <summary>The module with the local service exactly as shipped.</summary>
    public static string ServiceModule => Path.Combine(Root, "out", "CustomVision.LocalService");

    public static string Service => Path.Combine(ServiceModule, "service", "CustomVision.LocalService.dll");

    public static string Textures => Path.Combine(Root, "samples", "textures");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CustomVision.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No CustomVision.sln above {AppContext.BaseDirectory}.");
    }
}
