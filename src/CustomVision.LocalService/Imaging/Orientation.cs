using System.Buffers.Binary;
using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>The EXIF orientation of an image.</summary>
internal static class Orientation
{
    /// <summary>The transformation from the encoded image of this size to the upright one.</summary>
    public static SKMatrix ToUpright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    public static bool SwapsSides(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>Draws the decoded image onto a canvas of this size: upright, scaled to fill it, on white.</summary>
    public static void DrawUpright(SKCanvas canvas, SKSize size, SKImage decoded, SKEncodedOrigin origin)
    {
        // JPEG has no transparency. A drawing stays readable on white.
        canvas.Clear(SKColors.White);
        var swapped = SwapsSides(origin);
        canvas.Scale(
            size.Width / (swapped ? decoded.Height : decoded.Width),
            size.Height / (swapped ? decoded.Width : decoded.Height));
        canvas.Concat(ToUpright(origin, decoded.Width, decoded.Height));
        canvas.DrawImage(decoded, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }
}

/// <summary>Reads the orientation from the eXIf chunk of a PNG, which the decoder ignores.</summary>
internal static class PngOrientation
{
    private const int SignatureBytes = 8;
    private const ushort OrientationTag = 0x0112;

    public static SKEncodedOrigin Read(ReadOnlySpan<byte> png)
    {
        // A chunk is its length, its type, its data and a checksum. The eXIf chunk may also be after the pixels.
        for (var at = SignatureBytes; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (length > png.Length - at - 12)
                break;
            if (png.Slice(at + 4, 4).SequenceEqual("eXIf"u8))
                return ReadTiff(png.Slice(at + 8, (int)length));
            at += 12 + (int)length;
        }
        return SKEncodedOrigin.TopLeft;
    }

    private static SKEncodedOrigin ReadTiff(ReadOnlySpan<byte> exif)
    {
        // Some programs write the header of the JPEG segment too.
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        if (exif.Length < 8 || !(exif.StartsWith("II*\0"u8) || exif.StartsWith("MM\0*"u8)))
            return SKEncodedOrigin.TopLeft;

        var isLittle = exif[0] == 'I';
        var at = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (at > exif.Length - 2)
            return SKEncodedOrigin.TopLeft;
        var directory = exif[(int)at..];
        var count = Short(directory);
        for (var entry = directory[2..]; count > 0 && entry.Length >= 12; entry = entry[12..], count--)
            if (Short(entry) == OrientationTag && Short(entry[8..]) is >= 1 and <= 8 and var orientation)
                return (SKEncodedOrigin)orientation;
        return SKEncodedOrigin.TopLeft;

        ushort Short(ReadOnlySpan<byte> bytes) =>
            isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
