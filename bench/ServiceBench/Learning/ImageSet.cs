using System.Security.Cryptography;

namespace CustomVision.Benches.Service.Learning;

/// <summary>An image as a file would have it, and the one tag it has.</summary>
internal sealed record Image(byte[] Bytes, int Tag)
{
    public byte[] Sha256 { get; } = SHA256.HashData(Bytes);
}

internal sealed record ImageSet(string Name, string[] Tags, Image[] Images)
{
    /// <summary>The photographs of samples/textures.</summary>
    public static ImageSet Textures(params string[] folders) =>
        Read("textures", [.. folders.Select(folder => Path.Combine(Checkout.Root, "samples", "textures", folder))]);

    /// <summary>A folder that contains one folder of images for each tag.</summary>
    public static ImageSet Folder(string path) => Read(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), [path]);

    /// <summary>Drawn images, the same ones each time.</summary>
    public static ImageSet Drawn(string name, string[] tags, int ofEach, Action<Scene, int> draw)
    {
        var images = new List<Image>();
        for (var tag = 0; tag < tags.Length; tag++)
        {
            for (var i = 0; i < ofEach; i++)
            {
                using var scene = new Scene(seed: 1_000 * tag + i);
                draw(scene, tag);
                images.Add(new Image(scene.ToJpeg(), tag));
            }
        }
        return new ImageSet(name, tags, [.. images]);
    }

    private static ImageSet Read(string name, string[] folders)
    {
        string[] tags = [.. Directory.GetDirectories(folders[0]).Select(tag => Path.GetFileName(tag)).Order(StringComparer.Ordinal)];
        return new ImageSet(name, tags,
        [
            .. from folder in folders
               from tag in Enumerable.Range(0, tags.Length)
               from file in Directory.GetFiles(Path.Combine(folder, tags[tag])).Order(StringComparer.Ordinal)
               select new Image(File.ReadAllBytes(file), tag),
        ]);
    }
}
