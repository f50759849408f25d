using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Faults;

/// <summary>What a request is to meet.</summary>
/// <param name="RuleIds">The rules it has met, in their order.</param>
/// <param name="Delay">Of all of them together.</param>
/// <param name="Rule">The one that says what else happens; null when there is nothing but the delay.</param>
/// <param name="Order">What a new order of the results is made from.</param>
internal sealed record MetFault(int[] RuleIds, TimeSpan Delay, FaultRule? Rule, int Order);

/// <summary>The rules that are set, oldest first. They are kept in memory only: a restart is a clean start.</summary>
internal sealed class FaultRules
{
    private const int MaxRules = 1000;

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private volatile ActiveFault[] active = [];
    private int lastId;

    public FaultRules(LocalServiceOptions options, TimeProvider clock)
    {
        this.clock = clock;
        foreach (var rule in options.Faults)
            Add(rule);
    }

    /// <summary>Costs nothing to ask.</summary>
    public bool IsEmpty => active.Length == 0;

    public FaultModel Add(FaultRule rule)
    {
        lock (gate)
        {
            RemoveGone();
            if (active.Length == MaxRules)
                throw new ServiceException(ErrorCodes.BadRequest, $"There are {MaxRules} fault rules already.");
            // A seed that was not given is shown, so that what happened can be made to happen again.
            var fault = new ActiveFault(++lastId, rule with { Seed = rule.Seed ?? Random.Shared.Next() }, clock.GetTimestamp(), clock);
            active = [.. active, fault];
            return FaultModel.Of(fault);
        }
    }

    public FaultModel[] ToArray()
    {
        lock (gate)
        {
            RemoveGone();
            return Array.ConvertAll(active, FaultModel.Of);
        }
    }

    /// <summary>False when there is no such rule, or none any more.</summary>
    public bool Remove(int id)
    {
        lock (gate)
        {
            RemoveGone();
            var count = active.Length;
            active = Array.FindAll(active, fault => fault.Id != id);
            return active.Length < count;
        }
    }

    public void Clear()
    {
        lock (gate)
            active = [];
    }

    /// <summary>
    /// What a request for the operation meets: the first rule that says what happens, and all that only delay. Rules after the
    /// first do not take part, so their counts and their random sequences stay where they are.
    /// </summary>
    public MetFault? Meet(string operation)
    {
        lock (gate)
        {
            var met = new List<ActiveFault>();
            ActiveFault? decisive = null;
            foreach (var fault in active)
            {
                if ((decisive is not null && !fault.Rule.IsDelayOnly) || !fault.Meets(operation))
                    continue;
                met.Add(fault);
                if (!fault.Rule.IsDelayOnly)
                    decisive = fault;
            }
            RemoveGone();
            return met.Count == 0
                ? null
                : new MetFault(
                    [.. met.Select(fault => fault.Id)],
                    TimeSpan.FromMilliseconds(met.Sum(fault => (double)(fault.Rule.Delay ?? 0))),
                    decisive?.Rule,
                    decisive?.Rule.Reorder == true ? decisive.NextOrder() : 0);
        }
    }

    private void RemoveGone()
    {
        if (Array.Exists(active, fault => fault.IsGone))
            active = Array.FindAll(active, fault => !fault.IsGone);
    }
}
