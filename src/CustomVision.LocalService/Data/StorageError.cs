using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Data;

/// <summary>The store can't be opened, for a reason that the user can fix.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Stored data differs from what was written. SQLite finds damage to its own structures only, not to the bytes of a BLOB.</summary>
internal sealed class DamagedDataException(string message) : Exception(message);

/// <summary>Recognizes errors of the disk and of the database file.</summary>
internal static class StorageError
{
    public const string Damaged = "is damaged or is not a database. Restore it from a backup, or specify another folder.";

    // SQLite result codes.
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // ENOSPC and EDQUOT of Linux, EDQUOT of macOS, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>True when the storage failed, rather than the request or the service.</summary>
    public static bool Is(Exception error) => IsFull(error) || IsDamaged(error)
        || error is SqliteException { SqliteErrorCode: ReadOnly or IoError or CannotOpen }
        || error is UnauthorizedAccessException or DirectoryNotFoundException;

    public static bool IsFull(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == Full,
        IOException => DiskFull.Contains(error.HResult),
        _ => false,
    };

    public static bool IsDamaged(Exception error) =>
        error is DamagedDataException or SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    public static string Message(Exception error) =>
        IsFull(error) ? "The disk with the data of the local service is full."
        : error is DamagedDataException ? error.Message
        : IsDamaged(error) ? "The database of the local service is damaged."
        : "The local service can't read or write its data. See its log on stderr.";
}
