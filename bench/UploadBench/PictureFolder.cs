using System.Buffers.Binary;
using System.Globalization;

namespace UploadBench;

/// <summary>
/// Many different pictures in a folder that goes when it is disposed of: photographs, or bitmaps of noise where the size is
/// too small for a photograph.
/// </summary>
internal sealed class PictureFolder : IDisposable
{
    public const int Smallest = BitmapHead + BitmapSide * BitmapSide * 3;

    private const string Stem = "picture_";
    private const int BitmapHead = 54;
    private const int BitmapSide = 8;

    private PictureFolder(string path, IReadOnlyList<string> files)
    {
        Path = path;
        Files = files;
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public static PictureFolder Make(int count, int size)
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
                File.WriteAllBytes(file += ".bmp", Bitmap(size, random));
            files.Add(file);
        }

        return new PictureFolder(path, files);
    }

    /// <summary>Which one it is, from 0, by its name alone.</summary>
    public static int NumberOf(string file) =>
        int.Parse(System.IO.Path.GetFileNameWithoutExtension(file.AsSpan())[Stem.Length..], CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // Eight by eight pixels of 24 bits; readers pass over what follows them.
    private static byte[] Bitmap(int size, Random random)
    {
        var picture = new byte[Math.Max(size, Smallest)];
        random.NextBytes(picture);
        var head = picture.AsSpan(0, BitmapHead);
        head.Clear();
        "BM"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[2..], picture.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[10..], BitmapHead);
        BinaryPrimitives.WriteInt32LittleEndian(head[14..], 40); // length of the second half of the head
        BinaryPrimitives.WriteInt32LittleEndian(head[18..], BitmapSide);
        BinaryPrimitives.WriteInt32LittleEndian(head[22..], BitmapSide);
        BinaryPrimitives.WriteInt16LittleEndian(head[26..], 1); // planes
        BinaryPrimitives.WriteInt16LittleEndian(head[28..], 24); // bits in a pixel
        return picture;
    }
}
