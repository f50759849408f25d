namespace CustomVision.Benches;

internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The manifest of the module as shipped.</summary>
    public static string Module => Path.Combine(Root, "out", "CustomVision", "CustomVision.psd1");

    public static string Service => Path.Combine(Root, "out", "CustomVision.LocalService", "service", "CustomVision.LocalService.dll");

    public static string Image => Path.Combine(Root, "samples", "textures", "train", "brick", "brick_01.jpg");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CustomVision.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No CustomVision.sln above {AppContext.BaseDirectory}.");
    }
}
