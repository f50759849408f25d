namespace CustomVision.Quickstart;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CustomVision.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No CustomVision.sln above {AppContext.BaseDirectory}: run it from a checkout.");
    }
}
