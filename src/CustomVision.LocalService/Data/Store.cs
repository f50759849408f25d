using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Data;

/// <summary>All data of the service: one database, in a folder or in memory.</summary>
internal sealed class Store : IDisposable
{
    private const string SelectLinkSecret = "SELECT value FROM settings WHERE name = 'link_secret'";

    private readonly DataFolder? folder;

    private Store(DataFolder? folder, Database database)
    {
        this.folder = folder;
        Database = database;
        LinkSecret = GetOrCreateLinkSecret(database);
    }

    public Database Database { get; }

    /// <summary>The key that signs links to images. It is stored with the data, so that links stay valid after a restart.</summary>
    public byte[] LinkSecret { get; }

    /// <summary>The absolute path of the data folder; null when the data is in memory.</summary>
    public string? Path => folder?.Path;

    public static Store OpenInMemory() => new(null, Database.OpenInMemory());

    /// <exception cref="StoreException">The folder is in use or can't be written to, or its database can't be read.</exception>
    public static Store Open(string path)
    {
        var folder = DataFolder.Open(path);
        Database? database = null;
        try
        {
            folder.RequireDatabase();
            database = OpenDatabase(folder);
            var store = new Store(folder, database);
            folder.CreateReserve();
            folder.MarkAsUsed();
            return store;
        }
        catch (Exception error)
        {
            database?.Dispose();
            folder.Dispose();
            if (StorageError.IsDamaged(error))
                throw new StoreException($"The data can't be opened: {folder.Database} {StorageError.Damaged}", error);
            if (error is SqliteException or IOException or UnauthorizedAccessException)
                throw new StoreException($"The data can't be opened: {folder.Database}: {error.Message}", error);
            throw;
        }
    }

    /// <summary>
    /// Deletes rows in one transaction, and returns the space to the disk when much of the database is free. When the disk is
    /// full, the reserve makes room for the log: SQLite writes to it to delete, too.
    /// </summary>
    public async Task DeleteAsync(Action<SqlSession> delete)
    {
        await WithReserveAsync(() => Database.WriteAsync(session =>
        {
            delete(session);
            return true;
        }));
        try
        {
            await WithReserveAsync(Database.ShrinkAsync);
        }
        catch (SqliteException error) when (StorageError.IsFull(error))
        {
            // The rows are deleted, and new images use the free pages.
        }
        folder?.CreateReserve();
    }

    /// <summary>Checks that the data can be read. Damage is found when the damaged part is read, and remembered from then on.</summary>
    /// <returns>The reason why it can't; null when it can.</returns>
    public string? FindFailure()
    {
        if (Database.Damage is { } damage)
            return StorageError.Message(damage);
        // On Unix, a deleted file can still be read and written by those who have it open.
        if (folder is not null && !File.Exists(folder.Database))
            return $"The file {folder.Database} doesn't exist. It was deleted or moved while the service was running.";
        try
        {
            return Database.Read(session => session.Exists(SelectLinkSecret)) ? null : "The database is empty.";
        }
        catch (SqliteException error)
        {
            return error.Message;
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        folder?.Dispose();
    }

    private async Task WithReserveAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (SqliteException error) when (StorageError.IsFull(error) && folder?.ReleaseReserve() == true)
        {
            await write();
        }
    }

    /// <summary>On a full disk, SQLite has no room for its shared-memory file unless the reserve is freed.</summary>
    private static Database OpenDatabase(DataFolder folder)
    {
        try
        {
            return Database.Open(folder.Database, folder.RequireNew);
        }
        catch (SqliteException error) when (StorageError.Is(error) && !StorageError.IsDamaged(error) && folder.ReleaseReserve())
        {
            return Database.Open(folder.Database, folder.RequireNew);
        }
    }

    private static byte[] GetOrCreateLinkSecret(Database database) =>
        database.Read(session => session.QuerySingle(SelectLinkSecret, row => row.GetBytes(0)))
        ?? database.WriteAsync(session =>
        {
            var secret = RandomNumberGenerator.GetBytes(32);
            session.Execute("INSERT INTO settings (name, value) VALUES ('link_secret', $1)", secret);
            return secret;
        }).GetAwaiter().GetResult();
}
