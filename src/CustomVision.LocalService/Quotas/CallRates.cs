namespace CustomVision.LocalService.Quotas;

/// <summary>What has a rate limit of its own.</summary>
internal enum CallKind
{
    Training,
    Prediction,
    Other,
}

/// <summary>Which calls were let through within the last second. Those that are refused do not count.</summary>
internal sealed class CallRates(TimeProvider clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<CallKind, Queue<long>> calls = [];

    /// <summary>Whether there were fewer than that many calls of the kind within the last second; if so, there is one more.</summary>
    public bool TryCall(CallKind kind, int most)
    {
        lock (gate)
        {
            if (!calls.TryGetValue(kind, out var recent))
                calls.Add(kind, recent = new Queue<long>());
            while (recent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= Second)
                recent.Dequeue();
            if (recent.Count >= most)
                return false;
            recent.Enqueue(clock.GetTimestamp());
            return true;
        }
    }

    public void Clear()
    {
        lock (gate)
            calls.Clear();
    }
}
