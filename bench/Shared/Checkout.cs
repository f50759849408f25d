namespace CustomVision.Benches;

internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The manifest of the module as shipped.</summary>
    public static string Module => Path.Combine(Root, "out", "CustomVision", "CustomVision.psd1");

    public static string Service => ServiceIn(Root);

    public static string Image => Path.Combine(Root, "samples", "textures", "train", "brick", "brick_01.jpg");

    /// <summary>The program of the local service in a built checkout, also of the time when it was part of the module.</summary>
    /// <exception cref="FormatException">The folder has none.</exception>
    public static string ServiceIn(string root)
    {
        string[] candidates = [.. from module in (string[])["CustomVision.LocalService", "CustomVision"] select Path.Combine(root, "out", module, "service", "CustomVision.LocalService.dll")];
        return candidates.FirstOrDefault(File.Exists) ?? throw new FormatException($"{root} is not a checkout that has been built.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CustomVision.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No CustomVision.sln above {AppContext.BaseDirectory}.");
    }
}
