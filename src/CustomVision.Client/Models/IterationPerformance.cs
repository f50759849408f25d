using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>How well an iteration tells its tags apart, measured by cross-validation at one threshold.</summary>
/// <remarks>Training 1.0, IterationPerformanceModel.</remarks>
public sealed class IterationPerformance
{
    /// <summary>The performance of each tag.</summary>
    public IReadOnlyList<TagPerformance> PerTagPerformance { get; init => field = value ?? []; } = []; // generated readers set what is missing to null

    /// <summary>How much of what was predicted is right, 0 to 1.</summary>
    public double Precision { get; init; }

    /// <summary>How far the precision differs between the parts of the cross-validation.</summary>
    public double PrecisionStdDeviation { get; init; }

    /// <summary>How much of what is there was predicted, 0 to 1.</summary>
    public double Recall { get; init; }

    /// <summary>How far the recall differs between the parts of the cross-validation.</summary>
    public double RecallStdDeviation { get; init; }

    /// <summary>The threshold that was asked for: a tag counts as predicted from this probability on. Not on the wire.</summary>
    [JsonIgnore]
    public double Threshold { get; internal set; }

    /// <summary>The iteration that was asked of. Not on the wire.</summary>
    [JsonIgnore]
    public Guid IterationId { get; internal set; }

    /// <summary>The name of the iteration, as far as it was known. Not on the wire.</summary>
    [JsonIgnore]
    public string? IterationName { get; internal set; }

    /// <summary>The project of the iteration. Not on the wire.</summary>
    [JsonIgnore]
    public Guid ProjectId { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => IterationName ?? IterationId.ToString();
}

/// <summary>How well an iteration knows one tag.</summary>
/// <remarks>Training 1.0, ImageTagPerformanceModel.</remarks>
public sealed class TagPerformance
{
    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag.</summary>
    public string? TagName { get; init; }

    /// <summary>How much of what was predicted to have the tag has it, 0 to 1.</summary>
    public double Precision { get; init; }

    /// <summary>How far the precision differs between the parts of the cross-validation.</summary>
    public double PrecisionStdDeviation { get; init; }

    /// <summary>How much of what has the tag was predicted to have it, 0 to 1.</summary>
    public double Recall { get; init; }

    /// <summary>How far the recall differs between the parts of the cross-validation.</summary>
    public double RecallStdDeviation { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TagName ?? TagId.ToString();
}
