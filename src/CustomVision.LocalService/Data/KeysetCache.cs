namespace CustomVision.LocalService.Data;

/// <summary>
/// Caches the keys at which pages of a list begin. SQLite steps over all rows that an OFFSET skips, so a page deep in a list is
/// read from the nearest known key instead.
/// </summary>
internal sealed class KeysetCache
{
    private const int MaxEntries = 4096;

    private readonly Lock gate = new();
    private readonly SortedSet<(int Skip, long After)> starts = [];

    /// <summary>The nearest known position at or before <paramref name="skip"/>; the key is null at the start of the list.</summary>
    public (int Skip, long? After) FindNearest(int skip)
    {
        lock (gate)
        {
            var before = starts.GetViewBetween((0, long.MinValue), (skip, long.MaxValue));
            return before.Count > 0 ? before.Max : (0, null);
        }
    }

    /// <summary>Adds the start of a page, for a client that reads it again, and its end, where the next page starts.</summary>
    /// <param name="skip">The number of rows before the page.</param>
    public void Add(int skip, long firstKey, long lastKey, int count, bool ascending)
    {
        lock (gate)
        {
            if (starts.Count >= MaxEntries)
                starts.Clear();
            starts.Add((skip, ascending ? firstKey - 1 : firstKey + 1));
            starts.Add((skip + count, lastKey));
        }
    }
}
