using CustomVision.Models;

namespace CustomVision.Sending;

/// <summary>What can be known of an image's file without the service.</summary>
/// <param name="Length">Its length in bytes; 0 when there is no use in sending it.</param>
/// <param name="Status">One of <see cref="ImageStatus"/> when there is no use in sending it; otherwise null.</param>
/// <param name="Message">Why there is no use in sending it, in words.</param>
internal readonly record struct SourceFile(long Length, string? Status = null, string? Message = null)
{
    /// <summary>Looks at a file without reading it.</summary>
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
            return new SourceFile(0, ImageStatus.ErrorImageSize, $"The file has {length:N0} bytes; the service takes images of at most {largest:N0} bytes.");
        return new SourceFile(length);
    }

    /// <summary>Opens a file to be sent. Others may read or delete it meanwhile, but not write it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1); // no buffer: the request has its own

    public static string WhyUnreadable(string path, Exception cause)
    {
        if (Directory.Exists(path))
            return "It is a folder, not a file.";
        return cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => "There is no such file.",
            UnauthorizedAccessException => "Reading the file is not permitted.",
            _ => $"The file cannot be read: {cause.Message}",
        };
    }

    // A link says its own length, not that of the image it leads to. Opening follows it.
    private static long LengthBehind(string link)
    {
        using var target = new FileStream(link, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        return target.Length;
    }
}
