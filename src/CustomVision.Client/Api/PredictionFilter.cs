using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>Selects stored predictions of a project.</summary>
public sealed record PredictionFilter
{
    /// <summary>The number of predictions per request.</summary>
    public int PageSize { get; init; } = 64;

    /// <summary>The order of the predictions.</summary>
    public PredictionOrder OrderBy { get; init; }

    /// <summary>Only predictions of this iteration; null for all.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>Only predictions in which one of these tags reaches the threshold; empty for no restriction. Later versions accept at most 2.</summary>
    public IReadOnlyList<Guid> TagIds { get; init; } = [];

    /// <summary>The lowest probability, 0 to 1; null for the default of the service.</summary>
    public double? Threshold { get; init; }

    /// <summary>Only predictions made at or after this time.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Only predictions made before this time.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Only predictions made for this application.</summary>
    public string? Source { get; init; }
}

/// <summary>Selects suggestions.</summary>
public sealed record SuggestionFilter
{
    /// <summary>Only images for which one of these tags is suggested.</summary>
    public IReadOnlyList<Guid> TagIds { get; init; } = [];

    /// <summary>The lowest probability of the tag, 0 to 1.</summary>
    public double Threshold { get; init; }

    /// <summary>The order of the images.</summary>
    public SuggestionOrder OrderBy { get; init; }

    /// <summary>The number of images per request.</summary>
    public int PageSize { get; init; } = 64;
}
