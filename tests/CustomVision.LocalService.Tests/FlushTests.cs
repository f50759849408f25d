using System.Collections.Concurrent;
using CustomVision.LocalService.Storage;
using CustomVision.Tests;
using Microsoft.Win32.SafeHandles;

namespace CustomVision.LocalService.Tests;

/// <summary>Nothing is answered before it is on the disk, and the disk keeps nobody from writing.</summary>
public sealed class FlushTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly BlockingCollection<Exception?> answers = [];
    private readonly SemaphoreSlim asked = new(0);
    private readonly Database database;
    private int flushes;

    public FlushTests() => database = Database.Open(folder.PathOf("store.db"), Flush);

    public void Dispose()
    {
        database.Dispose();
        answers.Dispose();
        asked.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Shared_writes_end_when_a_flush_that_began_after_them_has_ended()
    {
        var first = ShareAsync("a");
        await AskedAsync();
        // While the disk is busy with the first, others write, and are seen.
        Task[] later = [ShareAsync("b"), ShareAsync("c")];
        while (Names().Count < 3)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);

        answers.Add(null, TestContext.Current.CancellationToken);
        await first;
        await AskedAsync();
        Assert.DoesNotContain(later, write => write.IsCompleted);

        answers.Add(null, TestContext.Current.CancellationToken);
        await Task.WhenAll(later);
        Assert.Equal(2, flushes);
    }

    [Fact]
    public async Task What_follows_a_write_waits_for_the_flush_as_the_next_writer_does()
    {
        var steps = new ConcurrentQueue<string>();
        var first = Task.Run(() => database.WriteAsync(session => Insert(session, "a"), committed: (_, _) => steps.Enqueue("committed")));
        await AskedAsync();
        var second = Task.Run(() => database.WriteAsync(session => Insert(session, "b"), committed: (_, _) => steps.Enqueue("next")));
        Assert.Empty(steps);
        Assert.Equal(["a"], Names());

        answers.Add(null, TestContext.Current.CancellationToken);
        answers.Add(null, TestContext.Current.CancellationToken);
        await Task.WhenAll(first, second);
        Assert.Equal(["committed", "next"], steps);
    }

    [Fact]
    public async Task A_flush_that_fails_is_told_and_the_next_one_is_tried()
    {
        answers.Add(new IOException("broken"), TestContext.Current.CancellationToken);
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(() => ShareAsync("a"))).Message);

        answers.Add(null, TestContext.Current.CancellationToken);
        await ShareAsync("b");
        Assert.Equal(2, flushes);
    }

    private Task<string> ShareAsync(string name) => Task.Run(() => database.WriteSharedAsync(session => Insert(session, name)));

    private async Task AskedAsync() => Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

    private static string Insert(SqlSession session, string name)
    {
        session.Execute("INSERT INTO settings (name, value) VALUES ($1, x'')", name);
        return name;
    }

    private List<string> Names() => database.Read(session => session.Query("SELECT name FROM settings ORDER BY name", row => row.GetString(0)));

    private void Flush(SafeFileHandle log)
    {
        Interlocked.Increment(ref flushes);
        asked.Release();
        if (answers.Take() is { } failure)
            throw failure;
        RandomAccess.FlushToDisk(log);
    }
}
