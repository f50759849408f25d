namespace CustomVision.Models;

/// <summary>The tags, or the regions, that an iteration suggests for an image without tags.</summary>
public sealed class Suggestion
{
    /// <summary>The image. Add-CVImageTag and Add-CVImageRegion bind it.</summary>
    public Guid ImageId { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The iteration that suggests.</summary>
    public Guid IterationId { get; init; }

    /// <summary>When the suggestion was made (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The suggestions with their probabilities, highest probability first.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions
    {
        get;
        init => field = value.OrderByDescending(tag => tag.Probability).ToArray();
    } = [];

    /// <summary>The suggestions as text, for tables and files.</summary>
    public string TagProbabilities => string.Join(", ", Predictions);

    /// <summary>How uncertain the iteration is. The lowest values are the easiest images.</summary>
    public double PredictionUncertainty { get; init; }

    /// <summary>The URL of the image; null when the service did not return it.</summary>
    public string? OriginalImageUri { get; init; }

    /// <summary>The URL of a thumbnail; null when the service did not return it.</summary>
    public string? ThumbnailUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ImageId.ToString();
}

/// <summary>The order of a list of suggestions.</summary>
public enum SuggestionOrder
{
    /// <summary>The easiest images first.</summary>
    UncertaintyAscending,

    /// <summary>The hardest images first.</summary>
    UncertaintyDescending,
}
