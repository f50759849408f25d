namespace CustomVision.Images;

/// <summary>Finds JPEG files that end before their image does.</summary>
internal static class JpegFile
{
    private const int StartOfImage = 0xD8;
    private const int EndOfImage = 0xD9;

    /// <summary>
    /// Whether a JPEG file has no end marker. Data after the end marker, which cameras append, doesn't count. A file that is not
    /// JPEG, or can no longer be read, is not truncated.
    /// </summary>
    public static bool IsTruncated(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024);
            return file.ReadByte() == 0xFF && file.ReadByte() == StartOfImage && !ReachesEnd(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool ReachesEnd(FileStream file)
    {
        while (NextMarker(file) is { } marker)
        {
            if (marker == EndOfImage)
                return true;
            if (HasSegment(marker) && !SkipSegment(file))
                return false;
        }

        return false;
    }

    // In the data of a scan, FF 00 is a byte and not a marker. FF can be repeated before a marker.
    private static int? NextMarker(FileStream file)
    {
        var previous = -1;
        for (var value = file.ReadByte(); value >= 0; previous = value, value = file.ReadByte())
            if (previous == 0xFF && value is not (0x00 or 0xFF))
                return value;
        return null;
    }

    // An embedded preview is in a segment, and has an end marker of its own.
    private static bool HasSegment(int marker) => marker is >= 0xC0 and not (>= 0xD0 and <= EndOfImage);

    private static bool SkipSegment(FileStream file)
    {
        var length = (file.ReadByte() << 8) | file.ReadByte();
        if (length < 2 || file.Position + length - 2 > file.Length)
            return false;
        file.Seek(length - 2, SeekOrigin.Current);
        return true;
    }
}
