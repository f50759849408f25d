namespace CustomVision.LocalService.Faults;

/// <summary>A rule that has been set. Not safe for several threads: <see cref="FaultRules"/> sees to that.</summary>
internal sealed class ActiveFault(int id, FaultRule rule, long setAt, TimeProvider clock)
{
    private readonly Random random = new(rule.Seed ?? 0);

    public int Id { get; } = id;

    public FaultRule Rule { get; } = rule;

    public int Seed { get; } = rule.Seed ?? 0;

    /// <summary>How many requests have met the rule.</summary>
    public int Met { get; private set; }

    public bool IsGone =>
        Met >= Rule.Count || (Rule.Seconds is { } seconds && clock.GetElapsedTime(setAt) >= TimeSpan.FromSeconds(seconds));

    /// <summary>Whether a request for the operation meets the rule; it is counted when it does.</summary>
    public bool Meets(string operation)
    {
        if (IsGone || !Rule.Covers(operation))
            return false;
        if (Rule.Probability is { } probability && random.NextDouble() >= probability)
            return false;
        Met++;
        return true;
    }

    /// <summary>The next of the rule's own sequence, to make one order from.</summary>
    public int NextOrder() => random.Next();
}
