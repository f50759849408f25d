namespace CustomVision.Models;

/// <summary>The prediction of an iteration for one image: a probability per tag.</summary>
public class ImagePrediction
{
    /// <summary>The id of the stored prediction and its image.</summary>
    public Guid Id { get; init; }

    /// <summary>The project.</summary>
    public Guid Project { get; init; }

    /// <summary>The iteration that made the prediction.</summary>
    public Guid Iteration { get; init; }

    /// <summary>When the prediction was made (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The tags with their probabilities, highest probability first.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions
    {
        get;
        init => field = value.OrderByDescending(tag => tag.Probability).ToArray(); // an array, because scripts index it
    } = [];

    /// <summary>The tags with their probabilities as text, for tables and files.</summary>
    public string TagProbabilities => string.Join(", ", Predictions);

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    /// <summary>The id of a prediction, where PowerShell expects an id.</summary>
    public static explicit operator Guid(ImagePrediction prediction) => (prediction ?? throw new ArgumentNullException(nameof(prediction))).Id;
}

/// <summary>A prediction that the service has stored, with its image.</summary>
public sealed class StoredImagePrediction : ImagePrediction
{
    /// <summary>The URL of the image. It needs no key, and expires. Version 1.0 calls it ImageUri.</summary>
    public string? OriginalImageUri { get; init; }

    /// <summary>The URL of the image as the service scaled it; null with version 1.0.</summary>
    public string? ResizedImageUri { get; init; }

    /// <summary>The URL of a thumbnail.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>The project, under the name that other cmdlets bind by.</summary>
    public Guid ProjectId => Project;

    /// <summary>The id, under the name that Add-CVTrainingImage binds by.</summary>
    public Guid PredictionId => Id;
}
