using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Storage;

/// <summary>What comes of a disk that is full or fails.</summary>
internal static class StorageFailure
{
    // SQLite's names for them.
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    // ENOSPC and EDQUOT of Linux, EDQUOT of macOS, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether it is the storage that failed, and neither the request nor the service.</summary>
    public static bool Is(Exception error) => error is SqliteException { SqliteErrorCode: ReadOnly or IoError or Full or CannotOpen } || IsFull(error);

    public static bool IsFull(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == Full,
        IOException => DiskFull.Contains(error.HResult),
        _ => false,
    };

    public static string Message(Exception error) => IsFull(error)
        ? "The disk with the data of the local service is full."
        : "The local service cannot read or write its data; its log on stderr says why.";
}
