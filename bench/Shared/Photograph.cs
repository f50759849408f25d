using System.Buffers.Binary;

namespace CustomVision.Benches;

/// <summary>
/// The same photograph, brought to a size with JPEG comments of random bytes: a valid image, and no duplicate of another.
/// </summary>
internal static class Photograph
{
    private const int LargestSegment = ushort.MaxValue; // counts its own two bytes of length
    private const int LeastPadding = 4 + 16; // without 16 random bytes, two images could be the same

    private static readonly byte[] Photo = File.ReadAllBytes(Checkout.Image);

    /// <summary>The least bytes that one can have.</summary>
    public static int Smallest => Photo.Length + LeastPadding;

    public static byte[] OfSize(int size, Random random)
    {
        var padding = size - Photo.Length;
        var image = new MemoryStream(size);
        image.Write(Photo, 0, 2); // the marker that begins a JPEG
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
            image.Write(comment);
            padding -= segment;
        }

        image.Write(Photo, 2, Photo.Length - 2);
        return image.ToArray();
    }
}
