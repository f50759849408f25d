namespace CustomVision.Models;

/// <summary>An image that an iteration was tested with: its tags and regions, and what the iteration predicted.</summary>
public sealed class ImagePerformance
{
    /// <summary>The image.</summary>
    public Guid Id { get; init; }

    /// <summary>When the image was uploaded (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; }

    /// <summary>The URL of the image. It needs no key, and expires.</summary>
    public string? ImageUri { get; init; }

    /// <summary>The URL of a thumbnail.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>The tags of the image.</summary>
    public IReadOnlyList<ImageTag> Tags { get; init; } = [];

    /// <summary>The names of the tags as text, for tables and files.</summary>
    public string TagNames => string.Join(", ", Tags);

    /// <summary>The regions of the image.</summary>
    public IReadOnlyList<ImageRegion> Regions { get; init; } = [];

    /// <summary>What the iteration predicted, highest probability first.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions
    {
        get;
        init => field = value.OrderByDescending(tag => tag.Probability).ToArray();
    } = [];

    /// <summary>The predictions as text, for tables and files.</summary>
    public string TagProbabilities => string.Join(", ", Predictions);

    /// <summary>The iteration.</summary>
    public Guid IterationId { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}
