namespace CustomVision.Models;

/// <summary>What became of one image that was to be predicted.</summary>
/// <remarks>
/// Prediction 1.0, ImagePredictionResultModel, with its best tag at hand, and what only the asking side knows: where the
/// image came from, how often it was sent, and why it failed.
/// </remarks>
public sealed class ImagePredictionResult
{
    /// <summary>Where the image came from: the full path of the file, or its address.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// What became of it: OK, or one of the errors of <see cref="ImageStatus"/>. Prediction 1.0 has no status of its own.
    /// </summary>
    public string Status { get; init; } = ImageStatus.ErrorUnknown;

    /// <summary>The name of the most probable tag; null when nothing was predicted.</summary>
    public string? Tag => Best?.Tag;

    /// <summary>The most probable tag; null when nothing was predicted.</summary>
    public Guid? TagId => Best?.TagId;

    /// <summary>The probability of the most probable tag, from 0 to 1; null when nothing was predicted.</summary>
    public double? Probability => Best?.Probability;

    /// <summary>Each tag with its probability, most probable first.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions { get; init; } = [];

    /// <summary>The id under which the service keeps the prediction and its image; null when there is none.</summary>
    public Guid? Id { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The iteration that predicted; null when none did.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>When the prediction was made (UTC); null when there is none.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How many times the image was sent; 0 when there was no use in sending it.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed, in words; null when it did not.</summary>
    public string? Message { get; init; }

    /// <summary>The error of the request that carried it; null when it did not fail, or was never sent.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when there is a prediction.</summary>
    public bool IsPredicted => Status == ImageStatus.OK;

    private ImageTagPrediction? Best => Predictions.Count > 0 ? Predictions[0] : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Tag ?? Status}";
}
