namespace CustomVision.LocalService.Data;

/// <summary>
/// Caches values read from the database until the next write. Counting a hundred thousand rows costs more than the rest of
/// a page, and clients read many pages between two writes.
/// </summary>
internal sealed class VersionedCache<TKey, TValue>(Database database)
    where TKey : notnull
    where TValue : class
{
    /// <summary>A full cache is cleared: a client that asks for ever new keys must not use up memory.</summary>
    private const int MaxEntries = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, TValue> entries = [];
    private long version = -1;

    public TValue GetOrAdd(TKey key, Func<TValue> read)
    {
        // Read the version first. A concurrent write then makes the entry too old, never too new.
        var current = database.Version;
        lock (gate)
            if (version == current && entries.TryGetValue(key, out var cached))
                return cached;

        var value = read();
        lock (gate)
        {
            if (version > current)
                return value;
            if (version < current || entries.Count >= MaxEntries)
            {
                entries.Clear();
                version = current;
            }
            entries[key] = value;
        }
        return value;
    }
}
