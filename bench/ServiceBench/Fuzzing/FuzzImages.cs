using System.Buffers.Binary;

namespace CustomVision.Fuzzing;

/// <summary>Images of every kind, whole and broken.</summary>
internal static class FuzzImages
{
    private static readonly byte[] Png = Convert.FromHexString(
        "89504E470D0A1A0A0000000D4948445200000001000000010804000000B51C0C020000000B4944415478DA63FCFF1F0003030200EFA24C7D0000000049454E44AE426082");

    private static readonly byte[] Gif = Convert.FromHexString(
        "47494638396101000100800000000000FFFFFF21F90401000000002C00000000010001000002024401003B");

    // A head as cameras write it, with tables and a frame, and hardly any pixels.
    private static readonly byte[] Jpeg = Convert.FromHexString(
        "FFD8FFE000104A46494600010101004800480000FFDB004300" + string.Concat(Enumerable.Repeat("10", 64))
        + "FFC0000B080008000801011100FFC4001F0000010501010101010100000000000000000102030405060708090A0B"
        + "FFC400B5100002010303020403050504040000017D01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA"
        + "FFDA0008010100003F00D2CF20FFD9");

    public static byte[] NewBitmap(Random random) => Bitmap(random, 8, 8);

    public static byte[] Next(Random random)
    {
        byte[] image = random.Next(6) switch
        {
            0 => Png,
            1 => Gif,
            2 => Jpeg,
            3 => Bitmap(random, random.Next(-9, 40), random.Next(-9, 40)),
            4 => Bitmap(random, random.Next(), random.Next(int.MinValue, int.MaxValue)),
            _ => Bytes(random, random.Next(400)),
        };
        return random.Next(5) switch
        {
            0 => image,
            1 => image[..random.Next(image.Length + 1)],
            2 => Mutation.OfBytes(random, image, 1),
            3 => Mutation.OfBytes(random, image, random.Next(2, 40)),
            // Too large for a pack, and sometimes for the service.
            _ when random.Next(200) == 0 => [.. image, .. new byte[random.Next(40) == 0 ? 7_000_000 : 70_000]],
            _ => Mutation.OfBytes(random, [.. image, .. image], 3),
        };
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bitmap(Random random, int width, int height)
    {
        var image = Bytes(random, 54 + 8 * 8 * 3);
        var head = image.AsSpan(0, 54);
        head.Clear();
        "BM"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[2..], image.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[10..], 54);
        BinaryPrimitives.WriteInt32LittleEndian(head[14..], 40);
        BinaryPrimitives.WriteInt32LittleEndian(head[18..], width);
        BinaryPrimitives.WriteInt32LittleEndian(head[22..], height);
        BinaryPrimitives.WriteInt16LittleEndian(head[26..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(head[28..], 24);
        return image;
    }
}
