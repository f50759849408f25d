using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Data;

/// <summary>A SQLite database in WAL mode: one writer at a time, and readers that never wait for it.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqlSession writer;
    private readonly SemaphoreSlim writeLock = new(1, 1);
    private readonly ConcurrentBag<SqlSession> idleReaders = [];
    private readonly ConcurrentQueue<PendingWrite> pendingWrites = new();
    private readonly string? file;
    private long version;
    private volatile Exception? damage;

    private Database(SqlSession writer, string? file)
    {
        this.writer = writer;
        this.file = file;
    }

    /// <summary>Increases with each transaction, before its caller continues.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>The first damage that was found since the database was opened; null when there was none.</summary>
    public Exception? Damage => damage;

    /// <param name="requireNew">Runs before tables are created, and throws when the folder has had a database before.</param>
    /// <exception cref="StoreException">The file is not a database of this version of the service, or it is damaged.</exception>
    public static Database Open(string file, Action requireNew) => Create(Connect(file, SqliteOpenMode.ReadWriteCreate), file, requireNew);

    /// <summary>All work shares one connection, because in-memory databases with several connections lock whole tables.</summary>
    public static Database OpenInMemory() => Create(Connect(":memory:", SqliteOpenMode.Memory), file: null, () => { });

    /// <summary>Runs <paramref name="work"/> in one read transaction, so that all of its statements see the same state.</summary>
    public T Read<T>(Func<SqlSession, T> work)
    {
        if (file is null)
        {
            writeLock.Wait();
            try
            {
                return work(writer);
            }
            catch (Exception error)
            {
                NoteDamage(error);
                throw;
            }
            finally
            {
                writeLock.Release();
            }
        }

        if (!idleReaders.TryTake(out var reader))
            reader = Connect(file, SqliteOpenMode.ReadWrite);
        var isUsable = true;
        try
        {
            reader.Execute("BEGIN");
            return work(reader);
        }
        catch (Exception error)
        {
            NoteDamage(error);
            isUsable = !StorageError.Is(error);
            throw;
        }
        finally
        {
            if (isUsable)
            {
                reader.Execute("COMMIT");
                idleReaders.Add(reader);
            }
            else
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction. Its changes are on the disk when the task ends. Work that waits at the same
    /// time shares the transaction, because a flush of the disk takes as long for many images as for one.
    /// </summary>
    /// <param name="work">Runs again on its own when the shared transaction fails.</param>
    public async Task<T> WriteAsync<T>(Func<SqlSession, T> work)
    {
        var result = default(T)!;
        var write = new PendingWrite(session => result = work(session));
        pendingWrites.Enqueue(write);
        await writeLock.WaitAsync();
        try
        {
            // Another writer may have included it.
            if (!write.Completion.Task.IsCompleted)
                CommitPending();
        }
        finally
        {
            writeLock.Release();
        }
        await write.Completion.Task;
        return result;
    }

    /// <summary>Returns free pages to the disk when more than a quarter of the database is free.</summary>
    public async Task ShrinkAsync()
    {
        while (await WriteAsync(VacuumStep))
        {
            // One step at a time, so that other writers don't wait for all of them.
        }
        // The file gets shorter when the log is copied into it.
        await writeLock.WaitAsync();
        try
        {
            writer.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        finally
        {
            writeLock.Release();
        }
    }

    public void Dispose()
    {
        // A write that is under way is completed first.
        writeLock.Wait();
        while (idleReaders.TryTake(out var reader))
            reader.Dispose();
        writer.Dispose();
        writeLock.Release();
    }

    private static Database Create(SqlSession writer, string? file, Action requireNew)
    {
        try
        {
            // A database that is refused stays as it is, and its log too, which SQLite otherwise copies into it and deletes.
            writer.SetCheckpointOnClose(false);
            var isNew = Schema.IsNew(writer, file);
            if (isNew)
                requireNew();
            else
                Schema.Check(writer, file);
            writer.SetCheckpointOnClose(true);
            writer.ExecuteScript(
                """
                -- Large pages make long BLOBs cheaper. These two apply only to a new database.
                PRAGMA page_size = 16384;
                PRAGMA auto_vacuum = INCREMENTAL;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                -- 16 MB: the hashes of a batch touch pages all over their index.
                PRAGMA cache_size = -16384;
                -- The log has 32 MB before SQLite copies it into the database.
                PRAGMA wal_autocheckpoint = 2048;
                PRAGMA temp_store = MEMORY;
                """);
            if (isNew)
                Schema.Create(writer);
            return new Database(writer, file);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private static SqlSession Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return new SqlSession(connection);
    }

    /// <returns>Whether there is more to do.</returns>
    private static bool VacuumStep(SqlSession session)
    {
        if (session.Count("PRAGMA freelist_count") <= session.Count("PRAGMA page_count") / 4)
            return false;
        // 16 MB. The pragma frees one page for each row that is read.
        session.Query("PRAGMA incremental_vacuum(1024)", _ => 0);
        return true;
    }

    private void CommitPending()
    {
        var group = new List<PendingWrite>();
        while (pendingWrites.TryDequeue(out var write))
            group.Add(write);
        Commit(group);
    }

    private void Commit(List<PendingWrite> group)
    {
        try
        {
            writer.Execute("BEGIN IMMEDIATE");
            group.ForEach(write => write.Work(writer));
            writer.Execute("COMMIT");
        }
        catch (Exception error)
        {
            NoteDamage(error);
            Rollback();
            if (group.Count == 1)
                group[0].Completion.SetException(error);
            else
                group.ForEach(write => Commit([write]));
            return;
        }
        Interlocked.Increment(ref version);
        group.ForEach(write => write.Completion.SetResult());
    }

    /// <summary>Keeps the first damage for the health endpoint.</summary>
    private void NoteDamage(Exception error)
    {
        if (damage is null && StorageError.IsDamaged(error))
            damage = error;
    }

    private void Rollback()
    {
        try
        {
            writer.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back on its own, as it does when the disk is full.
        }
    }

    private sealed record PendingWrite(Action<SqlSession> Work)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
