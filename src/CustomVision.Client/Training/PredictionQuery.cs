using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>Which stored predictions are wanted.</summary>
public sealed record PredictionQuery
{
    /// <summary>At most so many in one page.</summary>
    public int MaxCount { get; init; } = 64;

    /// <summary>In which order.</summary>
    public PredictionOrder OrderBy { get; init; }

    /// <summary>Only those of this iteration; null for all.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>Only those that have one of these tags with at least the threshold. Later versions take at most 2.</summary>
    public IReadOnlyList<Guid> TagIds { get; init; } = [];

    /// <summary>The least probability, 0 to 1; null for the service's own.</summary>
    public double? Threshold { get; init; }

    /// <summary>Only those made at or after this time.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Only those made before this time.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Only those made for this application.</summary>
    public string? Source { get; init; }
}
