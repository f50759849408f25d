using System.Security.Cryptography;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Storage;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>Uploads that arrive together share a transaction, and not their fate.</summary>
public sealed class SharedWriteTests
{
    [Fact]
    public async Task Work_that_fails_takes_nothing_of_its_company_with_it()
    {
        using var store = Store.OpenInMemory();
        var undone = new List<string>();

        var writes = await TogetherAsync(store.Database,
            () => WriteAsync("a"),
            () => WriteAsync("b", fails: true),
            () => WriteAsync("c"),
            () => WriteAsync("d"));

        await writes[0];
        Assert.Equal("b fails", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1])).Message);
        await writes[2];
        await writes[3];
        Assert.Equal(["a", "c", "d"], Names(store.Database));
        // With the others, and then by itself.
        Assert.Equal(["a", "b", "b"], undone);

        Task<string> WriteAsync(string name, bool fails = false) => store.Database.WriteSharedAsync(
            session =>
            {
                session.Execute("INSERT INTO settings (name, value) VALUES ($1, x'')", name);
                return fails ? throw new InvalidOperationException($"{name} fails") : name;
            },
            undone: () => undone.Add(name));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(DiskDraft.LargestInPack + 1)]
    public async Task An_image_is_stored_whose_company_has_failed(int bytes)
    {
        using var folder = new TemporaryFolder();
        using var store = Store.Open(folder.PathOf("data"));
        var image = RandomNumberGenerator.GetBytes(bytes);
        using var draft = store.Images.Begin();
        draft.Write(image);
        store.Images.Flush([draft]);

        var writes = await TogetherAsync(store.Database, KeepAsync, FailAsync);

        await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1]);
        var content = Assert.IsType<long>(await writes[0]);
        draft.Dispose();
        await using var stored = store.Images.Open(content)!;
        var read = new byte[bytes + 1];
        Assert.Equal(bytes, await stored.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false, TestService.Cancel));
        Assert.Equal(image, read[..bytes]);
        Assert.Single(StoredImages.In(folder.PathOf("data")));
        Assert.Empty(Directory.GetFiles(folder.PathOf("data", "incoming")));

        Task<object> KeepAsync() => store.Database.WriteSharedAsync(
            object (session) =>
            {
                var kept = store.Images.Keep(session, draft, new ImageHeader("image/png", 1, 1, 1, 1));
                store.Images.Settle(session, [draft]);
                return kept;
            },
            undone: () => store.Images.Undo([draft]));

        Task<object> FailAsync() => store.Database.WriteSharedAsync(object (_) => throw new InvalidOperationException());
    }

    /// <summary>Begins all of them while another writes, so that they wait together.</summary>
    private static async Task<Task<T>[]> TogetherAsync<T>(Database database, params Func<Task<T>>[] writes)
    {
        Task<T>[] begun = [];
        await database.WriteAsync(_ =>
        {
            begun = [.. writes.Select(write => write())];
            return true;
        });
        await Task.WhenAny(Task.WhenAll(begun), Task.Delay(TimeSpan.FromSeconds(10), TestService.Cancel));
        return begun;
    }

    private static List<string> Names(Database database) => database.Read(session =>
        session.Query("SELECT name FROM settings WHERE length(name) = 1 ORDER BY name", row => row.GetString(0)));
}
