namespace CustomVision.Downloading;

/// <summary>
/// A file while it is being written, under a name of its own beside the file it becomes. What a run that was killed has
/// left is written over by the next.
/// </summary>
internal sealed class PartialFile(string target) : IDisposable
{
    private readonly string path = target + ".partial";
    private bool isMine;

    /// <summary>Opens it, empty. Nobody else may open it meanwhile: another run may be at the same image.</summary>
    /// <exception cref="IOException">It cannot be made, or another run has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public FileStream Open()
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
        isMine = true;
        return file;
    }

    /// <summary>Gives it its name, now that it is whole. A file of that name is replaced when told, or when it is empty.</summary>
    /// <exception cref="IOException">There is such a file.</exception>
    public FileInfo Become(string name, bool overwrite)
    {
        var there = new FileInfo(name);
        if (there.Exists && (overwrite || there.Length == 0))
            File.Replace(path, name, destinationBackupFileName: null);
        else
            File.Move(path, name);
        isMine = false;
        return new FileInfo(name);
    }

    /// <summary>Deletes what did not become a file.</summary>
    public void Dispose()
    {
        if (isMine)
            File.Delete(path);
    }
}
