using System.Buffers.Binary;

namespace CustomVision.Benches;

/// <summary>A bitmap of eight by eight pixels of noise: the smallest image that is no duplicate of another.</summary>
internal static class TinyImage
{
    public const int Smallest = Head + Side * Side * 3;

    private const int Head = 54;
    private const int Side = 8;

    /// <param name="size">In bytes; readers pass over what follows the pixels.</param>
    /// <param name="random">Where the noise is from.</param>
    public static byte[] OfSize(int size, Random random)
    {
        var image = new byte[Math.Max(size, Smallest)];
        random.NextBytes(image);
        var head = image.AsSpan(0, Head);
        head.Clear();
        "BM"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[2..], image.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[10..], Head);
        BinaryPrimitives.WriteInt32LittleEndian(head[14..], 40); // length of the second half of the head
        BinaryPrimitives.WriteInt32LittleEndian(head[18..], Side);
        BinaryPrimitives.WriteInt32LittleEndian(head[22..], Side);
        BinaryPrimitives.WriteInt16LittleEndian(head[26..], 1); // planes
        BinaryPrimitives.WriteInt16LittleEndian(head[28..], 24); // bits in a pixel
        return image;
    }
}
