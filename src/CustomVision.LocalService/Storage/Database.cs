using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace CustomVision.LocalService.Storage;

/// <summary>SQLite with one writer, whom others wait for in a queue, and readers apart from it that never wait.</summary>
internal sealed class Database : IDisposable
{
    // Only ever long while a log is recovered, or where someone else looks at the file.
    private const int BusyMilliseconds = 30_000;

    private readonly SqlSession writer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<SqlSession> idleReaders = [];
    private readonly ConcurrentQueue<SharedWrite> sharedWrites = new();
    private readonly Func<SqlSession>? openReader;
    private readonly SafeFileHandle? log;
    private readonly Action<SafeFileHandle> flush;
    private readonly SemaphoreSlim flushing = new(1, 1);
    private long flushedVersion;
    private long version;

    private Database(SqlSession writer, Func<SqlSession>? openReader, SafeFileHandle? log, Action<SafeFileHandle> flush)
    {
        this.writer = writer;
        this.openReader = openReader;
        this.log = log;
        this.flush = flush;
    }

    static Database()
    {
        // Sessions are used by one thread at a time, so that SQLite need not lock them, and nobody asks how much memory it has.
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <param name="flush">How a file is brought to the disk; null for how that is done.</param>
    public static Database Open(string file, Action<SafeFileHandle>? flush = null)
    {
        var writer = Connect(file, SqliteOpenMode.ReadWriteCreate);
        writer.ExecuteScript(
            """
            -- With NORMAL, the log is on the disk before anything moves from it into the database; at a commit, FlushAsync sees to it.
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            -- The hashes of a batch touch pages all over their index. A cache of 16 MB and a log of as much read and write most
            -- of them once for many batches, and what a failing statement would restore is not worth a file.
            PRAGMA cache_size = -16384;
            PRAGMA wal_autocheckpoint = 4096;
            PRAGMA temp_store = MEMORY;
            """);
        Schema.Bring(writer);
        // SQLite keeps this one file until the last connection is closed, and holds no locks on it that closing it would give up.
        var log = File.OpenHandle($"{file}-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new Database(writer, () => Connect(file, SqliteOpenMode.ReadWrite), log, flush ?? RandomAccess.FlushToDisk);
    }

    /// <summary>In memory there is one connection for all: there, connections that share a cache lock each other out by tables.</summary>
    public static Database OpenInMemory()
    {
        var writer = Connect(":memory:", SqliteOpenMode.Memory);
        Schema.Bring(writer);
        return new Database(writer, openReader: null, log: null, RandomAccess.FlushToDisk);
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
    /// <param name="undone">The same where the work failed, or could not be written.</param>
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
            await FlushAsync(Version);
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
    /// many small pieces then wait for the disk together, and not one after the other. Each succeeds or fails by itself. Others
    /// write, and see what was written, while it is brought to the disk.
    /// </summary>
    /// <param name="work">What is done again, by itself, when it or its company fails.</param>
    /// <param name="undone">
    /// What has to happen before the next writer begins, or the work is done again, where it failed or could not be written.
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
        var (result, committed) = await write.Done;
        await FlushAsync(committed);
        return (T)result;
    }

    public void Dispose()
    {
        // Whoever is writing now gets to the end of it.
        writing.Wait();
        flushing.Wait();
        while (idleReaders.TryTake(out var reader))
            reader.Dispose();
        log?.Dispose();
        writer.Dispose();
        flushing.Release();
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
        together.ForEach(write => write.Answer(Version));
        failure = null;
        return true;
    }

    /// <summary>Brings the log to the disk, once for all that was committed before.</summary>
    private async Task FlushAsync(long committed)
    {
        if (log is null)
            return;
        await flushing.WaitAsync();
        try
        {
            if (flushedVersion >= committed)
                return;
            committed = Version;
            flush(log);
            flushedVersion = committed;
        }
        finally
        {
            flushing.Release();
        }
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
        _ = raw.sqlite3_busy_timeout(connection.Handle, BusyMilliseconds);
        return new SqlSession(connection);
    }
}
