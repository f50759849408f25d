namespace CustomVision.Images;

/// <summary>The image formats that the service stores, recognized by the first bytes.</summary>
internal static class ImageFormat
{
    private static readonly (byte[] Head, string Extension)[] Known =
    [
        ([0xFF, 0xD8, 0xFF], ".jpg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], ".png"),
        ([0x47, 0x49, 0x46, 0x38], ".gif"),
        ([0x42, 0x4D], ".bmp"),
    ];

    /// <summary>Whether content starts like WebP, which the service does not store, but which can be converted.</summary>
    public static bool IsRiff(byte[] head) => head.Length >= 4 && head[0] == 'R' && head[1] == 'I' && head[2] == 'F' && head[3] == 'F';

    /// <summary>Every file extension of these formats.</summary>
    public static IEnumerable<string> Extensions => Known.Select(format => format.Extension);

    /// <summary>The file extension for content that starts with these bytes; null for other formats.</summary>
    public static string? ExtensionOf(byte[] head, int length) =>
        Known.FirstOrDefault(format => length >= format.Head.Length && format.Head.SequenceEqual(head.Take(format.Head.Length))).Extension;
}
