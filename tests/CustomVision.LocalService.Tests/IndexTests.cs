using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Tests;

/// <summary>Some indexes have only a part of what is looked for.</summary>
public sealed class IndexTests
{
    [Theory]
    [InlineData("images", Images.IdIs1, "images_by_id")]
    [InlineData("regions", Regions.IdIs1, "regions_by_id")]
    [InlineData("contents", ContentRepository.HashIs1, "contents_by_hash")]
    public void What_is_looked_for_is_found_by_the_index(string table, string condition, string index)
    {
        using var database = Database.OpenInMemory();

        var plan = database.Read(session => session.Query(
            $"EXPLAIN QUERY PLAN SELECT key FROM {table} WHERE {condition}", row => row.GetString(3), Guid.NewGuid()));

        Assert.StartsWith($"SEARCH {table} USING INDEX {index} (", Assert.Single(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Hashes_with_the_same_beginning_are_told_apart()
    {
        using var database = Database.OpenInMemory();
        byte[][] hashes = [.. Enumerable.Range(0, 3).Select(number => Enumerable.Repeat((byte)7, 31).Append((byte)number).ToArray())];

        Assert.Equal([1L, 2L, null], database.Read(session =>
        {
            foreach (var hash in hashes[..2])
                session.Execute("INSERT INTO contents (sha256, media_type, width, height) VALUES ($1, 'image/png', 1, 1)", hash);
            return hashes.Select(hash => ContentRepository.Find(session, hash)).ToList();
        }));
    }

    [Fact]
    public async Task Ids_are_random_where_tables_show_them_and_grow_where_the_index_has_them()
    {
        var ids = new List<Guid>();
        for (var number = 0; number < 300; number++)
        {
            ids.Add(Ids.New());
            if (number % 100 == 0)
                await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ids.Count, ids.Select(id => id.ToString()[..13]).Distinct().Count());
        Assert.All(ids, id => Assert.Equal((4, 8), (id.Version, id.Variant & 0xC)));
        Assert.Equal(ids.Order(Comparer<Guid>.Create((one, other) => End(one).CompareTo(End(other)))), ids);
        Assert.InRange(ids.Select(End).Distinct().Count(), 3, ids.Count);

        static long End(Guid id) => Convert.ToInt64(id.ToString()[24..], 16);
    }
}
