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

    /// <summary>The tag with the highest probability, for Add-CVImageTag; null when nothing is suggested.</summary>
    public Guid? TagId => Predictions is [var best, ..] ? best.TagId : null;

    /// <summary>The suggested regions of at least the probability that was requested, for Add-CVImageRegion; empty in projects for classification.</summary>
    public IReadOnlyList<ImageTagPrediction> Region => Predictions.Where(prediction => prediction.BoundingBox is not null && prediction.Probability >= Threshold).ToArray();

    /// <summary>The lowest probability of <see cref="Region"/>, 0 to 1.</summary>
    public double Threshold { get; set; } = 0.5;

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
