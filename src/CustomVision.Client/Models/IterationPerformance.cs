namespace CustomVision.Models;

/// <summary>The performance of an iteration at one threshold, measured by cross-validation.</summary>
public sealed class IterationPerformance
{
    /// <summary>The performance of each tag.</summary>
    public IReadOnlyList<TagPerformance> PerTagPerformance { get; init; } = [];

    /// <summary>The precision: true positives per predicted positive, 0 to 1.</summary>
    public double Precision { get; init; }

    /// <summary>The standard deviation of the precision over the folds of the cross-validation.</summary>
    public double PrecisionStdDeviation { get; init; }

    /// <summary>The recall: true positives per actual positive, 0 to 1.</summary>
    public double Recall { get; init; }

    /// <summary>The standard deviation of the recall over the folds of the cross-validation.</summary>
    public double RecallStdDeviation { get; init; }

    /// <summary>The area under the curve of precision and recall, 0 to 1; null with version 1.0.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>The probability from which a tag counts as predicted, as requested.</summary>
    public double Threshold { get; init; }

    /// <summary>The overlap of boxes from which an object counts as found, as requested, 0 to 1; null when none was requested.</summary>
    public double? OverlapThreshold { get; init; }

    /// <summary>The iteration.</summary>
    public Guid IterationId { get; init; }

    /// <summary>The name of the iteration, if it was known.</summary>
    public string? IterationName { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => IterationName ?? IterationId.ToString();
}

/// <summary>The performance of an iteration for one tag.</summary>
public sealed class TagPerformance
{
    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag.</summary>
    public string? TagName { get; init; }

    /// <summary>The precision: true positives per predicted positive, 0 to 1.</summary>
    public double Precision { get; init; }

    /// <summary>The standard deviation of the precision over the folds of the cross-validation.</summary>
    public double PrecisionStdDeviation { get; init; }

    /// <summary>The recall: true positives per actual positive, 0 to 1.</summary>
    public double Recall { get; init; }

    /// <summary>The standard deviation of the recall over the folds of the cross-validation.</summary>
    public double RecallStdDeviation { get; init; }

    /// <summary>The area under the curve of precision and recall, 0 to 1; null with version 1.0.</summary>
    public double? AveragePrecision { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TagName ?? TagId.ToString();
}
