using CustomVision.Models;

namespace CustomVision.Reports;

/// <summary>What a report shows.</summary>
internal sealed record ReportData
{
    public Project Project { get; init; } = new();

    /// <summary>The domain of the iteration; null when it is not known.</summary>
    public Domain? Domain { get; init; }

    public Iteration Iteration { get; init; } = new();

    /// <summary>The tags of the iteration with the numbers of their images.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The performance at the threshold of the report.</summary>
    public IterationPerformance Performance { get; init; } = new();

    /// <summary>The performance by rising threshold, for the curves.</summary>
    public IReadOnlyList<IterationPerformance> Curve { get; init; } = [];

    /// <summary>The comparison of the test images; null with version 1.0, which doesn't list them.</summary>
    public Confusion? Confusion { get; init; }

    /// <summary>The images with mistakes, those with the most certain wrong prediction first.</summary>
    public IReadOnlyList<MistakenImage> Mistakes { get; init; } = [];

    public DateTimeOffset Created { get; init; }

    public bool IsDetection => Domain?.IsObjectDetection == true;
}

/// <summary>An image with mistakes.</summary>
/// <param name="Image">The image with its tags or regions, and what was predicted.</param>
/// <param name="Mistakes">The mistakes.</param>
/// <param name="Source">The image as a data URL; null if it could not be downloaded.</param>
internal sealed record MistakenImage(ImagePerformance Image, IReadOnlyList<Mistake> Mistakes, string? Source);
