namespace CustomVision.LocalService.Storage;

/// <summary>
/// Where pages of a list begin, as far as they have been come by. Whoever turns pages asks for the next one, and to step to it from
/// the first row would cost more with each.
/// </summary>
internal sealed class PageStarts
{
    private const int Most = 4096;

    private readonly Lock gate = new();
    private readonly SortedSet<(int Skip, long After)> starts = [];

    /// <summary>The nearest place at or before a page: how many rows come before it, and the key of the last of them; null at the beginning.</summary>
    public (int Skip, long? After) Before(int skip)
    {
        lock (gate)
        {
            var before = starts.GetViewBetween((0, long.MinValue), (skip, long.MaxValue));
            return before.Count > 0 ? before.Max : (0, null);
        }
    }

    /// <param name="skip">How many rows come before a page.</param>
    /// <param name="after">The key of the last of them.</param>
    public void Add(int skip, long after)
    {
        lock (gate)
        {
            if (starts.Count >= Most)
                starts.Clear();
            starts.Add((skip, after));
        }
    }
}
