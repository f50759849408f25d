namespace CustomVision.LocalService.Data;

/// <summary>The folder that holds the database. One service uses it at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const int ReserveBytes = 2 * 1024 * 1024;

    private readonly FileStream lockFile;

    private DataFolder(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "store.db");

    /// <summary>A file that holds space, so that a deletion can still write to the database when the disk is full.</summary>
    private string Reserve => System.IO.Path.Combine(Path, "reserve");

    /// <exception cref="StoreException">Another service uses the folder, or it can't be written to.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            path = System.IO.Path.GetFullPath(path);
            CreatePrivate(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StoreException($"The data folder {path} can't be used: {error.Message}", error);
        }

        try
        {
            var file = System.IO.Path.Combine(path, "lock");
            return new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException error) when (!StorageError.IsFull(error))
        {
            throw new StoreException(
                $"The data folder {path} is in use by another local service. Stop that service, or specify another folder.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data folder {path} can't be used: {error.Message}", error);
        }
    }

    /// <summary>Creates the reserve file when it doesn't exist and the disk has room for it.</summary>
    public void CreateReserve()
    {
        try
        {
            if (!File.Exists(Reserve))
                File.WriteAllBytes(Reserve, new byte[ReserveBytes]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ReleaseReserve();
        }
    }

    /// <summary>Deletes the reserve file. Returns whether that freed space.</summary>
    public bool ReleaseReserve()
    {
        try
        {
            var existed = File.Exists(Reserve);
            File.Delete(Reserve);
            return existed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => lockFile.Dispose();

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
