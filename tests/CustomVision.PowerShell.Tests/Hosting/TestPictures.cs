using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>Pictures to upload.</summary>
internal static class TestPictures
{
    private static readonly byte[] Texture = File.ReadAllBytes(Path.Combine(Repository.Textures, "train", "brick", "brick_01.jpg"));

    /// <summary>A picture like no other: a texture with something appended that decoders pass over.</summary>
    public static string Picture(this TemporaryFolder folder, string name) =>
        folder.Write(name, [.. Texture, .. Guid.NewGuid().ToByteArray()]);

    public static string[] Pictures(this TemporaryFolder folder, int count) =>
        [.. Enumerable.Range(1, count).Select(number => folder.Picture($"picture_{number:000}.jpg"))];
}
