using System.Text;

namespace CustomVision.LocalService.Data;

/// <summary>The folder that holds the database. One service uses it at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    public const string DatabaseName = "store.db";

    private const int ReserveBytes = 2 * 1024 * 1024;

    /// <summary>The content of the lock file once the folder has a database.</summary>
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes($"The data is in {DatabaseName}.\n");

    private readonly FileStream lockFile;

    private DataFolder(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, DatabaseName);

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

    /// <summary>
    /// Checks that the folder doesn't contain files of a database that is missing: a new database would take its place, and SQLite deletes
    /// the log of a missing or empty database.
    /// </summary>
    /// <exception cref="StoreException">The database is missing or empty.</exception>
    public void RequireDatabase()
    {
        if (File.Exists(Database) && new FileInfo(Database).Length > 0)
            return;
        if (FindRemains() is { } remains)
            throw new StoreException(
                $"{Database} {(File.Exists(Database) ? "is empty" : "is missing")}, but the folder contains {remains} of a database. Restore {DatabaseName} from a backup, specify another folder, or delete all files in this folder to start without data.");
    }

    /// <summary>Checks that a database without tables is new. SQLite reads one whose log was deleted as an empty one.</summary>
    /// <exception cref="StoreException">The folder has had a database before.</exception>
    public void RequireNew()
    {
        // The log and its index are those of the open database.
        if (FindRemains() is { } remains && !remains.Contains(DatabaseName, StringComparison.Ordinal))
            throw new StoreException(
                $"{Database} contains no data, but the folder contains {remains} of a database with data. Restore {DatabaseName} and {DatabaseName}-wal from a backup, specify another folder, or delete all files in this folder to start without data.");
    }

    /// <summary>Notes in the lock file that the folder has a database.</summary>
    public void MarkAsUsed()
    {
        try
        {
            if (lockFile.Length > 0)
                return;
            lockFile.Write(Mark);
            lockFile.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // The disk is full. The next start marks the folder.
        }
    }

    /// <summary>A file that is in the folder only when it has, or has had, a database; null when there is none.</summary>
    private string? FindRemains() =>
        lockFile.Length > 0 ? "the lock file"
        : File.Exists(Reserve) ? "the file reserve"
        : File.Exists($"{Database}-wal") ? $"the file {DatabaseName}-wal"
        : File.Exists($"{Database}-shm") ? $"the file {DatabaseName}-shm"
        : null;

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
