namespace CustomVision.Downloads;

/// <summary>
/// A file that is being written, under a temporary name. A file that an interrupted download has left is overwritten by the
/// next.
/// </summary>
/// <param name="target">The path of the complete file. The file that is being written is beside it.</param>
public sealed class PartialFile(string target) : IDisposable
{
    private readonly string path = target + ".partial";
    private bool isMine;

    /// <summary>The path while the file is being written.</summary>
    internal string Path => path;

    /// <summary>Writes a file so that its name appears when it is complete.</summary>
    /// <param name="name">The path of the file.</param>
    /// <param name="content">The content.</param>
    /// <param name="overwrite">Whether to replace an existing file.</param>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the file.</exception>
    public static FileInfo Write(string name, byte[] content, bool overwrite)
    {
        using var partial = new PartialFile(name);
        using (var file = partial.Open())
            file.Write(content, 0, content.Length);
        return partial.MoveTo(name, overwrite);
    }

    /// <summary>Opens the file, empty. It is exclusive: another download may write the same image.</summary>
    /// <exception cref="IOException">The file cannot be created, or another process has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to create the file.</exception>
    public FileStream Open()
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
        isMine = true;
        return file;
    }

    /// <summary>Renames the complete file. An existing file is replaced if requested, or if it is empty.</summary>
    /// <param name="name">The path of the complete file.</param>
    /// <param name="overwrite">Whether to replace an existing file.</param>
    /// <exception cref="IOException">The file exists.</exception>
    public FileInfo MoveTo(string name, bool overwrite)
    {
        try
        {
            File.Move(path, name);
        }
        catch (IOException) when (new FileInfo(name) is { Exists: true } existing && (overwrite || existing.Length == 0))
        {
            File.Replace(path, name, destinationBackupFileName: null);
        }

        isMine = false;
        return new FileInfo(name);
    }

    /// <summary>Deletes the file unless it was renamed.</summary>
    public void Dispose()
    {
        if (isMine)
            File.Delete(path);
    }
}
