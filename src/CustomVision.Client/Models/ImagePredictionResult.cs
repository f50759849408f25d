namespace CustomVision.Models;

/// <summary>The result of predicting one image.</summary>
public sealed class ImagePredictionResult
{
    /// <summary>The path of the file, or the URL.</summary>
    public string? Path { get; init; }

    /// <summary>OK, or one of the errors of <see cref="ImageStatus"/>. The service has no status for predictions.</summary>
    public string Status { get; init; } = ImageStatus.ErrorUnknown;

    /// <summary>The name of the tag with the highest probability; null when there is no prediction.</summary>
    public string? Tag => Best?.TagName;

    /// <summary>The tag with the highest probability; null when there is no prediction.</summary>
    public Guid? TagId => Best?.TagId;

    /// <summary>The highest probability, 0 to 1; null when there is no prediction.</summary>
    public double? Probability => Best?.Probability;

    /// <summary>The tags with their probabilities, highest probability first.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions { get; init; } = [];

    /// <summary>The tags with their probabilities as text, for tables and files.</summary>
    public string TagProbabilities => string.Join(", ", Predictions);

    /// <summary>The id of the stored prediction and its image; null when there is none.</summary>
    public Guid? Id { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The iteration that made the prediction; null when there is none.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>When the prediction was made (UTC); null when there is none.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How often the image was sent; 0 when it was rejected before.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the prediction failed; null when it succeeded.</summary>
    public string? Message { get; init; }

    /// <summary>The error of the request; null when the prediction succeeded or the image was not sent.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when there is a prediction.</summary>
    public bool IsPredicted => Status == ImageStatus.OK;

    private ImageTagPrediction? Best => Predictions.Count > 0 ? Predictions[0] : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Tag ?? Status}";
}
