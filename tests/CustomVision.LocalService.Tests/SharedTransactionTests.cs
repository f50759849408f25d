using System.Security.Cryptography;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Writes that wait at the same time share a transaction. Each of them succeeds or fails on its own.</summary>
public sealed class SharedTransactionTests
{
    [Fact]
    public async Task A_write_that_fails_does_not_fail_the_others()
    {
        using var store = Store.OpenInMemory();

        var writes = await WaitTogetherAsync(store.Database, () => WriteAsync("a"), () => WriteAsync("b", fails: true), () => WriteAsync("c"));

        Assert.Equal("a", await writes[0]);
        Assert.Equal("b fails", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1])).Message);
        Assert.Equal("c", await writes[2]);
        Assert.Equal(["a", "c"], store.Database.Read(session =>
            session.Query("SELECT name FROM settings WHERE length(name) = 1 ORDER BY name", row => row.GetString(0))));

        Task<string> WriteAsync(string name, bool fails = false) => store.Database.WriteAsync(session =>
        {
            session.Execute("INSERT INTO settings (name, value) VALUES ($1, x'')", name);
            return fails ? throw new InvalidOperationException($"{name} fails") : name;
        });
    }

    [Theory]
    [InlineData(1024)] // in memory
    [InlineData(200 * 1024)] // in a temporary file
    public async Task An_image_is_stored_whole_when_another_write_fails(int length)
    {
        using var store = Store.OpenInMemory();
        var bytes = RandomNumberGenerator.GetBytes(length);
        using var source = new MemoryStream(bytes);
        using var image = await ImageBuffer.ReadAsync(source, maxBytes: length, TestService.Cancel);

        // The image runs twice: first in the transaction that fails, then on its own.
        var writes = await WaitTogetherAsync(store.Database, AddAsync, FailAsync);

        await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1]);
        var key = await writes[0];
        Assert.Equal(bytes, store.Database.Read(session => ContentRepository.Read(session, key, Guid.Empty)!.Bytes));

        Task<long> AddAsync() => store.Database.WriteAsync(session =>
            ContentRepository.Add(session, image!, new ImageHeader("image/png", 1, 1, 1, 1)));

        Task<long> FailAsync() => store.Database.WriteAsync<long>(_ => throw new InvalidOperationException());
    }

    /// <summary>Starts the writes while another write is under way, so that they wait together.</summary>
    private static async Task<Task<T>[]> WaitTogetherAsync<T>(Database database, params Func<Task<T>>[] writes)
    {
        Task<T>[] started = [];
        await database.WriteAsync(_ =>
        {
            started = [.. writes.Select(write => write())];
            return true;
        });
        return started;
    }
}
