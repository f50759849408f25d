using CustomVision.Models;

namespace CustomVision.Uploading;

/// <summary>What can be known of a picture's file without the service.</summary>
internal static class SourceFile
{
    /// <summary>Looks at a file and settles it at once when there is no use in sending it.</summary>
    public static UploadItem Inspect(string path, IReadOnlyList<Guid> tagIds, long largest)
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
            return Failed(path, tagIds, ImageStatus.ErrorSource, WhyUnreadable(path, cause));
        }

        if (length == 0)
            return Failed(path, tagIds, ImageStatus.ErrorImageFormat, "The file is empty.");
        if (length > largest)
            return Failed(path, tagIds, ImageStatus.ErrorImageSize, $"The file has {length:N0} bytes; the service takes pictures of at most {largest:N0} bytes.");
        return new UploadItem(path, tagIds) { Length = length };
    }

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

    // A link says its own length, not that of the picture it leads to. Opening follows it.
    private static long LengthBehind(string link)
    {
        using var target = new FileStream(link, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        return target.Length;
    }

    private static UploadItem Failed(string path, IReadOnlyList<Guid> tagIds, string status, string message)
    {
        var item = new UploadItem(path, tagIds);
        item.Fail(status, message);
        return item;
    }
}
