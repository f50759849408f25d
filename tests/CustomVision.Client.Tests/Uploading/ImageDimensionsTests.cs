using CsCheck;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>The width and height that rectangles in pixels refer to.</summary>
public sealed class ImageDimensionsTests
{
    [Theory]
    [InlineData(1, 300, 200)]
    [InlineData(3, 300, 200)]
    [InlineData(6, 200, 300)]
    [InlineData(8, 200, 300)]
    public void The_orientation_of_a_JPEG_counts_in_either_byte_order(int orientation, int width, int height)
    {
        Assert.Equal((width, height), Read(Jpeg([.. "Exif\0\0"u8, .. Exif(orientation, isLittleEndian: true)])));
        Assert.Equal((width, height), Read(Jpeg([.. "Exif\0\0"u8, .. Exif(orientation, isLittleEndian: false)])));
    }

    [Fact]
    public void The_orientation_of_a_PNG_counts()
    {
        var png = GreyPng.Of(300, 200);
        byte[] chunk = Exif(6, isLittleEndian: false);
        byte[] rotated = [.. png[..33], 0, 0, 0, (byte)chunk.Length, .. "eXIf"u8, .. chunk, 0, 0, 0, 0, .. png[33..]];

        Assert.Equal((300, 200), Read(png));
        Assert.Equal((200, 300), Read(rotated));
    }

    [Fact]
    public void GIF_and_BMP_are_read()
    {
        byte[] gif = [.. "GIF89a"u8, 0x2C, 0x01, 0xC8, 0x00, 0, 0, 0];
        byte[] bmp = [.. "BM"u8, .. new byte[12], 40, 0, 0, 0, 0x2C, 0x01, 0, 0, 0x38, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

        Assert.Equal((300, 200), Read(gif));
        Assert.Equal((300, 200), Read(bmp)); // height -200: the upper row comes first
    }

    [Fact]
    public void What_cannot_be_read_has_no_size_and_is_no_exception()
    {
        Assert.Null(Read([]));
        Assert.Null(Read("RIFF....WEBP"u8.ToArray()));
        var whole = Jpeg([.. "Exif\0\0"u8, .. Exif(6, isLittleEndian: true)]);
        for (var length = 0; length < whole.Length - 14; length++)
            Assert.Null(Read(whole[..length]));
        Gen.Byte.Array[0, 200].Sample(bytes => Read([0xFF, 0xD8, .. bytes]) is null or { Width: > 0, Height: > 0 }, iter: 2_000);
        Gen.Byte.Array[0, 200].Sample(bytes => Read([.. GreyPng.Of(3, 2)[..33], .. bytes]) is { Width: 3 or 2 }, iter: 2_000);
    }

    private static (int Width, int Height)? Read(byte[] file) => ImageDimensions.Read(new MemoryStream(file));

    // Start, a comment, EXIF data, a thumbnail's own frame inside the EXIF segment doesn't count, the frame.
    private static byte[] Jpeg(byte[] exif) =>
    [
        0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 1, 2, 0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif,
        0xFF, 0xFF, 0xC2, 0, 11, 8, 0, 200, 1, 44, 1, 1, 0x11, 0, 0xFF, 0xD9,
    ];

    private static byte[] Exif(int orientation, bool isLittleEndian)
    {
        byte[] Number(int value, int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(value >> (8 * (isLittleEndian ? i : size - 1 - i))))];
        return
        [
            .. isLittleEndian ? "II"u8 : "MM"u8, .. Number(42, 2), .. Number(8, 4), .. Number(2, 2),
            .. Number(0x010F, 2), .. Number(2, 2), .. Number(1, 4), .. Number(0, 4),
            .. Number(0x0112, 2), .. Number(3, 2), .. Number(1, 4), .. Number(orientation, 2), 0, 0,
            .. Number(0, 4),
        ];
    }
}
