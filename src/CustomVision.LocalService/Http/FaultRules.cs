using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Http;

/// <summary>An active rule and how many requests it has applied to. It isn't thread-safe: <see cref="FaultRules"/> locks.</summary>
internal sealed record ActiveFault : FaultRule
{
    private readonly Random random;

    /// <remarks>A rule without a seed gets one, which is displayed, so that a failure can be reproduced.</remarks>
    public ActiveFault(FaultRule rule, int id)
        : base(rule)
    {
        Id = id;
        Seed ??= Random.Shared.Next();
        random = new Random(Seed.Value);
    }

    [JsonPropertyOrder(-1)]
    public int Id { get; }

    /// <summary>How many requests the rule has applied to.</summary>
    [JsonPropertyOrder(1)]
    public int Met { get; private set; }

    /// <summary>Whether the rule applies to a request for the operation; if so, the request is counted.</summary>
    public bool TryApply(string operation)
    {
        if (!Covers(operation) || (Probability is { } probability && random.NextDouble() >= probability))
            return false;
        Met++;
        return true;
    }

    /// <summary>The next number of the rule's random sequence, to shuffle results with.</summary>
    public int NextShuffle() => random.Next();
}

/// <summary>The faults that apply to one request.</summary>
/// <param name="RuleIds">The rules that apply, in their order.</param>
/// <param name="Delay">The sum of their delays.</param>
/// <param name="Rule">The rule that determines what else happens; null if the request is only delayed.</param>
/// <param name="ShuffleSeed">The seed to shuffle the results with.</param>
internal sealed record AppliedFaults(int[] RuleIds, TimeSpan Delay, FaultRule? Rule, int ShuffleSeed);

/// <summary>The active rules, oldest first. They are kept in memory only, so a restart removes them.</summary>
internal sealed class FaultRules
{
    private const int MaxRules = 1000;

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly List<(ActiveFault Fault, long Created)> active = [];
    private volatile bool isEmpty = true;
    private int lastId;

    public FaultRules(LocalServiceOptions options, TimeProvider clock)
    {
        this.clock = clock;
        foreach (var rule in options.Faults)
            Add(rule);
    }

    /// <summary>Takes no lock.</summary>
    public bool IsEmpty => isEmpty;

    public ActiveFault Add(FaultRule rule)
    {
        lock (gate)
        {
            RemoveExpired();
            if (active.Count == MaxRules)
                throw new ServiceException(ErrorCodes.BadRequest, $"There are already {MaxRules} fault rules.");
            var fault = new ActiveFault(rule, ++lastId);
            active.Add((fault, clock.GetTimestamp()));
            isEmpty = false;
            return fault with { };
        }
    }

    public ActiveFault[] ToArray()
    {
        lock (gate)
        {
            RemoveExpired();
            return [.. active.Select(one => one.Fault with { })];
        }
    }

    /// <summary>Returns false if the rule doesn't exist or has expired.</summary>
    public bool Remove(int id)
    {
        lock (gate)
        {
            RemoveExpired();
            return active.RemoveAll(one => one.Fault.Id == id) > 0;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            active.Clear();
            isEmpty = true;
        }
    }

    /// <summary>
    /// Finds what applies to a request for the operation: the first rule with an effect, and all rules that only delay. Rules after
    /// the first with an effect don't take part, so their counts and random sequences don't change.
    /// </summary>
    public AppliedFaults? Apply(string operation)
    {
        lock (gate)
        {
            RemoveExpired();
            var applied = new List<ActiveFault>();
            ActiveFault? effective = null;
            foreach (var (fault, _) in active)
            {
                if ((effective is not null && !fault.IsDelayOnly) || !fault.TryApply(operation))
                    continue;
                applied.Add(fault);
                if (!fault.IsDelayOnly)
                    effective = fault;
            }
            RemoveExpired();
            return applied.Count == 0
                ? null
                : new AppliedFaults(
                    [.. applied.Select(fault => fault.Id)],
                    TimeSpan.FromMilliseconds(applied.Sum(fault => (double)(fault.Delay ?? 0))),
                    effective,
                    effective?.Reorder == true ? effective.NextShuffle() : 0);
        }
    }

    private void RemoveExpired()
    {
        active.RemoveAll(one => one.Fault.Met >= one.Fault.Count
            || (one.Fault.Seconds is { } seconds && clock.GetElapsedTime(one.Created) >= TimeSpan.FromSeconds(seconds)));
        isEmpty = active.Count == 0;
    }
}
