namespace CustomVision.Images;

/// <summary>The width and height of an image in pixels, as the service sees it: after the rotation that its EXIF data requires.</summary>
internal static class ImageDimensions
{
    private const int OrientationTag = 0x0112;
    private const int LargestSegment = 64 * 1024;

    /// <summary>Reads the header of a JPEG, PNG, BMP or GIF file.</summary>
    /// <returns>The dimensions; null when the header can't be read.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (int Width, int Height)? Read(Stream file) => ReadStored(file) is { } stored ? stored.Shown : null;

    /// <summary>Reads the header of a JPEG, PNG, BMP or GIF file.</summary>
    /// <returns>The dimensions of the stored pixels with their orientation; null when the header can't be read.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StoredDimensions? ReadStored(Stream file)
    {
        var head = new byte[30];
        var length = Fill(file, head);
        if (length < 10)
            return null;
        return head switch
        {
            [0xFF, 0xD8, ..] => ReadJpeg(file),
            [0x89, 0x50, 0x4E, 0x47, ..] when length >= 24 => ReadPng(file, head),
            [0x47, 0x49, 0x46, ..] => Dimensions(LittleEndian16(head, 6), LittleEndian16(head, 8)),
            [0x42, 0x4D, ..] when length >= 26 => ReadBmp(head),
            _ => null,
        };
    }

    private static StoredDimensions? ReadBmp(byte[] head)
    {
        // The header of OS/2 has 12 bytes and short numbers. A negative height means that the first row is the upper one.
        if (LittleEndian32(head, 14) == 12)
            return Dimensions(LittleEndian16(head, 18), LittleEndian16(head, 20));
        var height = LittleEndian32(head, 22);
        return height == int.MinValue ? null : Dimensions(LittleEndian32(head, 18), Math.Abs(height));
    }

    private static StoredDimensions? ReadPng(Stream file, byte[] head)
    {
        var (width, height) = (BigEndian32(head, 16), BigEndian32(head, 20));
        var orientation = 1;
        file.Position = 8;
        var chunk = new byte[8];
        while (Fill(file, chunk) == chunk.Length)
        {
            var length = BigEndian32(chunk, 0);
            var type = System.Text.Encoding.ASCII.GetString(chunk, 4, 4);
            if (length < 0 || type == "IEND")
                break;
            if (type == "eXIf" && length <= LargestSegment)
            {
                var data = new byte[length];
                orientation = Fill(file, data) == length ? ReadOrientation(data, 0) : 1;
                break;
            }

            file.Position += length + 4L; // the data and its checksum
        }

        return Dimensions(width, height, orientation);
    }

    private static StoredDimensions? ReadJpeg(Stream file)
    {
        file.Position = 2;
        var orientation = 1;
        while (NextMarker(file) is { } marker)
        {
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue; // without a segment
            var length = (file.ReadByte() << 8) | file.ReadByte();
            if (length < 2 || marker is 0xD9 or 0xDA)
                return null;
            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (!isFrame && marker != 0xE1)
            {
                file.Position += length - 2;
                continue;
            }

            var segment = new byte[length - 2];
            if (Fill(file, segment) < segment.Length)
                return null;
            if (isFrame)
                return segment.Length < 5 ? null : Dimensions(BigEndian16(segment, 3), BigEndian16(segment, 1), orientation);
            if (segment is [(byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, ..])
                orientation = ReadOrientation(segment, 6);
        }

        return null;
    }

    private static int? NextMarker(Stream file)
    {
        var value = file.ReadByte();
        while (value >= 0 && value != 0xFF)
            value = file.ReadByte();
        while (value == 0xFF)
            value = file.ReadByte();
        return value < 0 ? null : value;
    }

    // EXIF data is a TIFF file; the orientation is an entry of its first directory.
    private static int ReadOrientation(byte[] data, int start)
    {
        if (data.Length < start + 8)
            return 1;
        var isLittleEndian = data[start] == 'I';
        int Number16(int at) => at + 2 > data.Length ? 0 : isLittleEndian ? LittleEndian16(data, at) : BigEndian16(data, at);
        var offset = isLittleEndian ? LittleEndian32(data, start + 4) : BigEndian32(data, start + 4);
        if (offset < 8 || offset > data.Length - start - 2)
            return 1;
        var directory = start + offset;
        for (var (i, count) = (0, Number16(directory)); i < count; i++)
            if (Number16(directory + 2 + (12 * i)) == OrientationTag)
                return Number16(directory + 2 + (12 * i) + 8);
        return 1;
    }

    private static StoredDimensions? Dimensions(int width, int height, int orientation = 1) =>
        width <= 0 || height <= 0 ? null : new StoredDimensions(width, height, orientation is >= 1 and <= 8 ? orientation : 1);

    private static int Fill(Stream file, byte[] buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = file.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
                break;
            filled += read;
        }

        return filled;
    }

    private static int BigEndian16(byte[] bytes, int at) => (bytes[at] << 8) | bytes[at + 1];

    private static int BigEndian32(byte[] bytes, int at) => (BigEndian16(bytes, at) << 16) | BigEndian16(bytes, at + 2);

    private static int LittleEndian16(byte[] bytes, int at) => bytes[at] | (bytes[at + 1] << 8);

    private static int LittleEndian32(byte[] bytes, int at) => LittleEndian16(bytes, at) | (LittleEndian16(bytes, at + 2) << 16);
}

/// <summary>The width and height of the pixels that a file stores.</summary>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
/// <param name="Orientation">How the pixels are mirrored or rotated before the image is shown: the EXIF orientation, 1 to 8.</param>
internal readonly record struct StoredDimensions(int Width, int Height, int Orientation)
{
    /// <summary>The width and height of the image as it is shown. Orientations from 5 to 8 exchange them.</summary>
    public (int Width, int Height) Shown => Orientation >= 5 ? (Height, Width) : (Width, Height);
}
