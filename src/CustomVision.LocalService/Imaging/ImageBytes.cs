using System.Runtime.InteropServices;
using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>The bytes of an image in native memory, ready for the decoder.</summary>
internal static class ImageBytes
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <summary>
    /// Copies the bytes. A JPEG gets another end marker: the decoder doesn't return the last rows of blocks of a file without one, and
    /// browsers do.
    /// </summary>
    public static SKData Copy(byte[] bytes) => Copy(new MemoryStream(bytes, writable: false), bytes.Length);

    /// <inheritdoc cref="Copy(byte[])"/>
    /// <param name="source">The stream, read from its position.</param>
    /// <param name="length">The number of bytes.</param>
    public static SKData Copy(Stream source, long length)
    {
        var chunk = new byte[Math.Min(length, 64 * 1024)];
        var data = SKData.Create(length + 2);
        var copied = 0;
        while (copied < length)
        {
            var count = source.Read(chunk, 0, (int)Math.Min(chunk.Length, length - copied));
            if (count == 0)
                throw new EndOfStreamException();
            Marshal.Copy(chunk, 0, data.Data + copied, count);
            copied += count;
        }
        if (!data.Span.StartsWith([Marker, (byte)0xD8, Marker]))
            using (data)
                return data.Subset(0, (ulong)length);
        Marshal.Copy([Marker, EndOfImage], 0, data.Data + copied, 2);
        return data;
    }

    /// <summary>Whether a JPEG has any data after the header of its first scan. The decoder makes a grey image of one that has none.</summary>
    public static bool HasScanData(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at + 3 < jpeg.Length;)
        {
            var start = jpeg[at..].IndexOf(Marker);
            if (start < 0)
                return false;
            at += start + 1;
            // Any number of fill bytes precede a marker.
            while (at < jpeg.Length && jpeg[at] == Marker)
                at++;
            if (at + 3 > jpeg.Length)
                return false;
            var marker = jpeg[at++];
            // Markers without a segment.
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            at += (jpeg[at] << 8) | jpeg[at + 1];
            if (marker == EndOfImage)
                return false;
            if (marker == StartOfScan)
                return at + 1 < jpeg.Length && (jpeg[at] != Marker || jpeg[at + 1] is 0x00 or (>= 0xD0 and <= 0xD7));
        }
        return false;
    }
}
