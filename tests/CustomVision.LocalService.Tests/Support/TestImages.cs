using CustomVision.Tests;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Images drawn for a test. Different seeds make different bytes.</summary>
internal static class TestImages
{
    private static int lastSeed;

    /// <summary>An image that no other test has.</summary>
    public static byte[] New() => Draw(SKEncodedImageFormat.Png, 24, 16, Interlocked.Increment(ref lastSeed) + 1_000_000);

    public static byte[] Jpeg(int width, int height, int seed = 0) => Draw(SKEncodedImageFormat.Jpeg, width, height, seed);

    public static byte[] Png(int width, int height, int seed = 0) => Draw(SKEncodedImageFormat.Png, width, height, seed);

    /// <summary>Red on its left third, blue on the rest, so that one can see how it was turned.</summary>
    public static byte[] Draw(SKEncodedImageFormat format, int width, int height, int seed)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        using (var red = new SKPaint { Color = SKColors.Red })
        {
            canvas.Clear(SKColors.Blue);
            canvas.DrawRect(0, 0, width / 3f, height, red);
        }
        for (var bit = 0; bit < 24 && bit < width; bit++)
            bitmap.SetPixel(bit, height - 1, (seed >> bit & 1) == 1 ? SKColors.White : SKColors.Black);
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>Puts an EXIF segment with the orientation after the first marker of a JPEG.</summary>
    public static byte[] Turned(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>Puts an eXIf chunk with the orientation after the header of a PNG, or before its end.</summary>
    public static byte[] TurnedPng(byte[] png, byte orientation, bool atEnd = false)
    {
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        byte[] named = [.. "eXIf"u8, .. tiff];
        byte[] chunk = [0, 0, 0, (byte)tiff.Length, .. named, .. BitConverter.GetBytes(GreyPng.Checksum(named)).Reverse()];
        var at = atEnd ? png.Length - 12 : 33;
        return [.. png[..at], .. chunk, .. png[at..]];
    }

    /// <summary>24 bits per pixel, one row, black.</summary>
    public static byte[] Bmp(int width)
    {
        var row = (width * 3 + 3) / 4 * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + row);
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(width);
        writer.Write(1);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(new byte[24]);
        writer.Write(new byte[row]);
        return stream.ToArray();
    }

    public static byte[] Gif() => Convert.FromHexString("47494638396101000100800000000000FFFFFF21F90401000000002C00000000010001000002024401003B");

    public static byte[] Webp() => Draw(SKEncodedImageFormat.Webp, 8, 8, 0);
}
