namespace CustomVision.LocalService.Storage;

/// <summary>
/// Keeps what was read until anything is written: counts of a hundred thousand rows cost more than all else on a page, and people
/// turn pages far more often than images come in.
/// </summary>
internal sealed class UntilChanged<TKey, TValue>(Database database)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, TValue> kept = [];
    private long version = -1;

    public TValue Get(TKey key, Func<TValue> read)
    {
        // Asked before reading: what is written meanwhile makes it too old, and never too new.
        var now = database.Version;
        lock (gate)
            if (version == now && kept.TryGetValue(key, out var known))
                return known;

        var value = read();
        lock (gate)
        {
            if (version > now)
                return value;
            if (version < now)
            {
                kept.Clear();
                version = now;
            }
            kept[key] = value;
        }
        return value;
    }
}
