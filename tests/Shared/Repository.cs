namespace CustomVision.Tests;

/// <summary>Where things stand in the checkout that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The module exactly as shipped.</summary>
    public static string Module => Path.Combine(Root, "out", "CustomVision");

    public static string Textures => Path.Combine(Root, "samples", "textures");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CustomVision.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No CustomVision.sln above {AppContext.BaseDirectory}.");
    }
}
