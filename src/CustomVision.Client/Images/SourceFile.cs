using CustomVision.Models;

namespace CustomVision.Images;

/// <summary>What is known about an image file before it is sent.</summary>
/// <param name="Length">The length in bytes; 0 when the service would reject the file.</param>
/// <param name="Status">One of <see cref="ImageStatus"/> when the service would reject the file; otherwise null.</param>
/// <param name="Message">Why the file is not sent; otherwise null.</param>
internal readonly record struct SourceFile(long Length, string? Status = null, string? Message = null)
{
    /// <summary>A function that opens files as a resizer changes them; null without a resizer.</summary>
    public static Func<string, Stream>? OpenerOf(IImageResizer? resizer, long largest) => resizer is null
        ? null
        : path => resizer.Resize(path, largest) is { } content ? new MemoryStream(content, writable: false) : Open(path);

    /// <summary>Checks a file without reading it.</summary>
    public static SourceFile Inspect(string path, long largest)
    {
        long length;
        try
        {
            var file = new FileInfo(path);
            length = file.Length;
            if ((file.Attributes & FileAttributes.ReparsePoint) != 0)
                length = LengthBehind(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new SourceFile(0, ImageStatus.ErrorSource, WhyUnreadable(path, cause));
        }

        if (length == 0)
            return new SourceFile(0, ImageStatus.ErrorImageFormat, "The file is empty.");
        if (length > largest)
            return new SourceFile(0, ImageStatus.ErrorImageSize, $"The file has {length:N0} bytes. The service accepts images of at most {largest:N0} bytes.");
        return new SourceFile(length);
    }

    /// <summary>Checks the first bytes of a file. If it is resized, WebP is accepted as well.</summary>
    public static SourceFile InspectFormat(string path, bool isResized)
    {
        try
        {
            using var file = Open(path);
            var head = new byte[8];
            var isImage = ImageFormat.ExtensionOf(head, file.Read(head, 0, head.Length)) is not null || (isResized && ImageFormat.IsRiff(head));
            return !isImage
                ? new SourceFile(0, ImageStatus.ErrorImageFormat, "The file is not a JPEG, PNG, BMP or GIF image.")
                : new SourceFile(file.Length);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return new SourceFile(0, ImageStatus.ErrorSource, WhyUnreadable(path, cause));
        }
    }

    /// <summary>Opens a file to send it. Other processes can read or delete it in the meantime, but not write to it.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1); // unbuffered: the request has a buffer

    /// <summary>Explains why a file cannot be read.</summary>
    public static string WhyUnreadable(string path, Exception cause)
    {
        if (Directory.Exists(path))
            return "The path is a folder, not a file.";
        return cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => "The file does not exist.",
            UnauthorizedAccessException => "The user has no permission to read the file.",
            _ => $"The file cannot be read: {cause.Message}",
        };
    }

    // The length of a link is its own, not that of its target. Opening the link follows it.
    private static long LengthBehind(string link)
    {
        using var target = new FileStream(link, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        return target.Length;
    }
}
