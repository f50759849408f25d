using System.Buffers.Binary;

namespace UploadBench;

/// <summary>
/// Many different pictures in a folder that goes when it is disposed of. Each is the same photograph, brought to its size
/// with JPEG comments of random bytes: a valid picture, and no duplicate of another.
/// </summary>
internal sealed class PictureFolder : IDisposable
{
    private const int LargestSegment = ushort.MaxValue; // counts its own two bytes of length

    private PictureFolder(string path, IReadOnlyList<string> files)
    {
        Path = path;
        Files = files;
    }

    public string Path { get; }

    public IReadOnlyList<string> Files { get; }

    public static PictureFolder Make(int count, int size)
    {
        var photograph = File.ReadAllBytes(Checkout.Picture);
        var path = Directory.CreateTempSubdirectory("upload-bench-").FullName;
        var random = new Random(20170518);
        var files = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var file = System.IO.Path.Combine(path, $"picture_{i:00000}.jpg");
            File.WriteAllBytes(file, Padded(photograph, size, random));
            files.Add(file);
        }

        return new PictureFolder(path, files);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static byte[] Padded(byte[] photograph, int size, Random random)
    {
        // At least 16 random bytes, without which two pictures could be the same.
        var padding = Math.Max(size - photograph.Length, 4 + 16);
        var picture = new MemoryStream(photograph.Length + padding);
        picture.Write(photograph, 0, 2); // the marker that begins a JPEG
        while (padding > 0)
        {
            var segment = Math.Min(padding, 2 + LargestSegment);
            if (padding - segment is > 0 and < 4)
                segment -= 4; // what is left must hold a head
            var comment = new byte[segment];
            random.NextBytes(comment);
            comment[0] = 0xFF;
            comment[1] = 0xFE;
            BinaryPrimitives.WriteUInt16BigEndian(comment.AsSpan(2), (ushort)(segment - 2));
            picture.Write(comment);
            padding -= segment;
        }

        picture.Write(photograph, 2, photograph.Length - 2);
        return picture.ToArray();
    }
}
