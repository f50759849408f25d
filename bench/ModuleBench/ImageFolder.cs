using System.Globalization;

namespace CustomVision.Benches.Module;

/// <summary>
/// Many different images in a folder that goes when it is disposed of: photographs, or bitmaps of noise where the size is
/// too small for a photograph.
/// </summary>
internal sealed class ImageFolder : IDisposable
{
    public const int Smallest = TinyImage.Smallest;

    private const string Stem = "image_";

    private ImageFolder(string path, IReadOnlyList<string> files)
    {
        Path = path;
        Files = files;
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public static ImageFolder Make(int count, int size)
    {
        var path = Directory.CreateTempSubdirectory("upload-bench-").FullName;
        var random = new Random(20170518);
        var files = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var file = System.IO.Path.Combine(path, $"{Stem}{i:00000}");
            if (size >= Photograph.Smallest)
                File.WriteAllBytes(file += ".jpg", Photograph.OfSize(size, random));
            else
                File.WriteAllBytes(file += ".bmp", TinyImage.OfSize(size, random));
            files.Add(file);
        }

        return new ImageFolder(path, files);
    }

    /// <summary>Which one it is, from 0, by its name alone.</summary>
    public static int NumberOf(string file) =>
        int.Parse(System.IO.Path.GetFileNameWithoutExtension(file.AsSpan())[Stem.Length..], CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
