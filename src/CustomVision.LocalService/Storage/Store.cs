using System.Security.Cryptography;

namespace CustomVision.LocalService.Storage;

/// <summary>All that the service knows: rows and images, in a folder or in memory.</summary>
internal sealed class Store : IDisposable
{
    // Long enough to be worth a turn at the writer, short enough that an upload does not notice it.
    private const int RemovedPerTurn = 256;

    private readonly DataFolder? folder;

    private Store(DataFolder? folder, Database database, IImageStore images)
    {
        this.folder = folder;
        Database = database;
        Images = images;
        LinkSecret = GetOrMakeLinkSecret(database);
    }

    public Database Database { get; }

    public IImageStore Images { get; }

    /// <summary>What links to images are signed with. It stays with the data, so that links outlive a restart.</summary>
    public byte[] LinkSecret { get; }

    /// <summary>The absolute path of the data; null when it is in memory.</summary>
    public string? Path => folder?.Path;

    public static Store OpenInMemory() => new(null, Database.OpenInMemory(), new ImageMemory());

    /// <exception cref="StoreException">The folder is in use, cannot be written to, or holds what this service cannot read.</exception>
    public static Store Open(string path)
    {
        var folder = DataFolder.Hold(path);
        Database? database = null;
        try
        {
            database = Database.Open(folder.Database);
            var images = new DiskImages(folder, database);
            if (folder.WasLeftInDisorder)
                DeleteUnused(database);
            database.Read(session =>
            {
                images.Sweep(session);
                return true;
            });
            folder.Reserve.Keep();
            return new Store(folder, database, images);
        }
        catch (Exception error) when (error is Microsoft.Data.Sqlite.SqliteException or IOException or UnauthorizedAccessException or StoreException)
        {
            database?.Dispose();
            folder.Dispose();
            throw new StoreException($"The data in {folder.Path} cannot be opened: {error.Message}", error);
        }
        catch
        {
            database?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Deletes rows, then the images, and what was learned of them, that no row refers to any more; on a full disk too.</summary>
    /// <param name="work">Deletes the rows and returns the contents they referred to.</param>
    /// <param name="whenGone">What has to come to an end between the two.</param>
    public async Task DeleteImagesAsync(Func<SqlSession, List<long>> work, Func<Task>? whenGone = null)
    {
        var contents = await WithReserveAsync(() => Database.WriteAsync(work));
        if (whenGone is not null)
            await whenGone();
        foreach (var some in contents.Chunk(RemovedPerTurn))
            await WithReserveAsync(() => Database.WriteAsync(
                session => Images.Remove(session, FindUnreferenced(session, some)),
                // As the writer, so that no upload can take up an image between the look and the removal.
                committed: (_, remove) => remove()));
        while (await WithReserveAsync(() => Database.WriteAsync(Images.Tidy, committed: (_, tidy) => tidy?.Invoke())) is not null)
        {
            // A pack at a time, so that uploads have their turn in between.
        }
        folder?.Reserve.Keep();
    }

    /// <summary>What keeps the data from being used; null when nothing does.</summary>
    public string? FindFailure()
    {
        try
        {
            if (!Database.Read(session => session.Exists("SELECT 1 FROM settings WHERE name = 'link_secret'")))
                return "The database is empty.";
        }
        catch (Microsoft.Data.Sqlite.SqliteException error)
        {
            return error.Message;
        }
        return folder?.FindMissing() is { } missing ? $"The folder {missing} is gone." : null;
    }

    public void Dispose()
    {
        Database.Dispose();
        Images.Dispose();
        folder?.LeaveInOrder();
        folder?.Dispose();
    }

    private async Task<T> WithReserveAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception error) when (StorageFailure.IsFull(error) && folder?.Reserve.GiveUp() == true)
        {
            return await write();
        }
    }

    private static bool IsReferenced(SqlSession session, long content) =>
        session.Exists("SELECT 1 FROM images WHERE content = $1", content)
        || session.Exists("SELECT 1 FROM removed_images WHERE content = $1", content)
        || session.Exists("SELECT 1 FROM predictions WHERE content = $1", content);

    /// <summary>A service that was killed may have deleted an image's rows, and not where it lay and what was learned of it.</summary>
    private static void DeleteUnused(Database database) => database.WriteAsync(session =>
    {
        session.Execute(
            """
            DELETE FROM contents WHERE key NOT IN (
                SELECT content FROM images UNION ALL SELECT content FROM removed_images UNION ALL SELECT content FROM predictions)
            """);
        session.Execute("DELETE FROM features WHERE content NOT IN (SELECT key FROM contents)");
        return true;
    }).GetAwaiter().GetResult();

    private static long[] FindUnreferenced(SqlSession session, long[] contents)
    {
        var unreferenced = Array.FindAll(contents, content => !IsReferenced(session, content));
        foreach (var content in unreferenced)
            session.Execute("DELETE FROM features WHERE content = $1", content);
        return unreferenced;
    }

    private static byte[] GetOrMakeLinkSecret(Database database) => database.WriteAsync(session =>
    {
        session.Execute("INSERT OR IGNORE INTO settings (name, value) VALUES ('link_secret', $1)", RandomNumberGenerator.GetBytes(32));
        return session.QuerySingle("SELECT value FROM settings WHERE name = 'link_secret'", row => row.GetBytes(0))!;
    }).GetAwaiter().GetResult();
}
