using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>Images to upload.</summary>
internal static class TestImages
{
    private static readonly byte[] Texture = File.ReadAllBytes(Path.Combine(Repository.Textures, "train", "brick", "brick_01.jpg"));

    /// <summary>An image like no other: a texture with something appended that decoders pass over.</summary>
    public static string Image(this TemporaryFolder folder, string name) =>
        folder.Write(name, [.. Texture, .. Guid.NewGuid().ToByteArray()]);

    public static string[] Images(this TemporaryFolder folder, int count) =>
        [.. Enumerable.Range(1, count).Select(number => folder.Image($"image_{number:000}.jpg"))];
}
