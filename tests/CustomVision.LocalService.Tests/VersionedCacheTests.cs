using System.Runtime.CompilerServices;
using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Tests;

public sealed class VersionedCacheTests
{
    [Fact]
    public async Task A_value_is_read_again_after_a_write()
    {
        using var database = Database.OpenInMemory();
        var cache = new VersionedCache<int, string>(database);

        Assert.Equal("first", cache.GetOrAdd(1, () => "first"));
        Assert.Equal("first", cache.GetOrAdd(1, () => "second"));
        await database.WriteAsync(session => session.Execute("DELETE FROM settings"));
        Assert.Equal("third", cache.GetOrAdd(1, () => "third"));
    }

    [Fact]
    public void Any_number_of_keys_takes_a_bounded_number_of_entries()
    {
        using var database = Database.OpenInMemory();
        var cache = new VersionedCache<Guid, object>(database);

        var first = Add(cache);
        for (var number = 0; number < 1000; number++)
            Add(cache);
        GC.Collect();

        Assert.False(first.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Add(VersionedCache<Guid, object> cache) => new(cache.GetOrAdd(Guid.NewGuid(), () => new object()));
}
