using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Storage;

/// <summary>SQLite with one writer, whom others wait for in a queue, and readers apart from it that never wait.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqlSession writer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<SqlSession> idleReaders = [];
    private readonly ConcurrentQueue<SharedWrite> sharedWrites = new();
    private readonly Func<SqlSession>? openReader;
    private long version;

    private Database(SqlSession writer, Func<SqlSession>? openReader)
    {
        this.writer = writer;
        this.openReader = openReader;
    }

    public static Database Open(string file)
    {
        var writer = Connect(file, SqliteOpenMode.ReadWriteCreate);
        writer.ExecuteScript(
            """
            -- An answered OK is to outlive the process and the machine: WAL with FULL syncs the log at every commit.
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            -- The ids and hashes of a batch touch pages all over the indexes. A cache of 16 MB and a log of as much read and write
            -- most of them once for many batches, and what a savepoint would restore is not worth a file.
            PRAGMA cache_size = -16384;
            PRAGMA wal_autocheckpoint = 4096;
            PRAGMA temp_store = MEMORY;
            """);
        Schema.Bring(writer);
        return new Database(writer, () => Connect(file, SqliteOpenMode.ReadWrite));
    }

    /// <summary>In memory there is one connection for all: there, connections that share a cache lock each other out by tables.</summary>
    public static Database OpenInMemory()
    {
        var writer = Connect(":memory:", SqliteOpenMode.Memory);
        Schema.Bring(writer);
        return new Database(writer, null);
    }

    /// <summary>Another one after each transaction, before anyone is told that it is done.</summary>
    public long Version => Interlocked.Read(ref version);

    public T Read<T>(Func<SqlSession, T> work)
    {
        if (openReader is null)
        {
            writing.Wait();
            try
            {
                return work(writer);
            }
            finally
            {
                writing.Release();
            }
        }

        if (!idleReaders.TryTake(out var reader))
            reader = openReader();
        // One transaction, so that the statements of one piece of work see one state.
        reader.Execute("BEGIN");
        try
        {
            return work(reader);
        }
        finally
        {
            reader.Execute("COMMIT");
            idleReaders.Add(reader);
        }
    }

    /// <summary>Does the work in one transaction, which is on the disk when the task ends.</summary>
    /// <param name="committed">What has to happen before the next writer begins.</param>
    /// <param name="undone">The same where the work failed, or could not be brought to the disk.</param>
    public async Task<T> WriteAsync<T>(Func<SqlSession, T> work, Action<SqlSession, T>? committed = null, Action? undone = null)
    {
        await writing.WaitAsync();
        try
        {
            T result;
            try
            {
                result = InTransaction(work);
            }
            catch
            {
                undone?.Invoke();
                throw;
            }
            committed?.Invoke(writer, result);
            return result;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>
    /// Does the work as <see cref="WriteAsync"/> does, but in one transaction with the like work that waits at the same time:
    /// many small pieces then wait for the disk together, and not one after the other. Each succeeds or fails by itself.
    /// </summary>
    /// <param name="work">What is done again, by itself, when it or its company fails.</param>
    /// <param name="undone">
    /// What has to happen before the next writer begins, or the work is done again, where it failed or could not be brought to the disk.
    /// </param>
    public async Task<T> WriteSharedAsync<T>(Func<SqlSession, T> work, Action? undone = null)
        where T : class
    {
        var write = new SharedWrite(work, undone);
        sharedWrites.Enqueue(write);
        await writing.WaitAsync();
        try
        {
            // Whoever had the turn before may have done this one too.
            if (!write.Done.IsCompleted)
                WriteWaiting();
        }
        finally
        {
            writing.Release();
        }
        return (T)await write.Done;
    }

    public void Dispose()
    {
        // Whoever is writing now gets to the end of it.
        writing.Wait();
        while (idleReaders.TryTake(out var reader))
            reader.Dispose();
        writer.Dispose();
        writing.Release();
    }

    private void WriteWaiting()
    {
        var together = new List<SharedWrite>();
        while (sharedWrites.TryDequeue(out var write))
            together.Add(write);
        if (together.Count > 1 && TryWrite(together, out _))
            return;
        // Something has failed, and took the others back with it. Seldom, so that savepoints between them would cost more.
        foreach (var write in together)
            if (!TryWrite([write], out var error))
                write.Fail(error);
    }

    private bool TryWrite(List<SharedWrite> together, [NotNullWhen(false)] out Exception? failure)
    {
        var begun = 0;
        try
        {
            InTransaction(session =>
            {
                for (; begun < together.Count; begun++)
                    together[begun].Do(session);
                return true;
            });
        }
        catch (Exception error)
        {
            foreach (var write in together.Take(begun + 1))
                write.Undo();
            failure = error;
            return false;
        }
        together.ForEach(write => write.Answer());
        failure = null;
        return true;
    }

    private T InTransaction<T>(Func<SqlSession, T> work)
    {
        writer.Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work(writer);
            writer.Execute("COMMIT");
            Interlocked.Increment(ref version);
            return result;
        }
        catch
        {
            try
            {
                writer.Execute("ROLLBACK");
            }
            catch (SqliteException)
            {
                // SQLite has rolled back on its own, as it does when the disk is full.
            }
            throw;
        }
    }

    private static SqlSession Connect(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        return new SqlSession(connection);
    }
}
