using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>What an iteration says of one image: a probability for each tag.</summary>
/// <remarks>Prediction 1.0, ImagePredictionResultModel.</remarks>
public class ImagePrediction
{
    /// <summary>The id under which the service keeps the prediction and its image.</summary>
    [JsonRequired]
    public Guid Id { get; init; }

    /// <summary>The project.</summary>
    public Guid Project { get; init; }

    /// <summary>The iteration that predicted.</summary>
    public Guid Iteration { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Each tag with its probability, most probable first.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions
    {
        get;
        init => field = (value ?? []).OrderByDescending(tag => tag.Probability).ToArray(); // the order of the service is not promised
    } = [];

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}

/// <summary>A prediction as the service keeps it, with its image.</summary>
/// <remarks>Training 1.0, PredictionModel.</remarks>
public sealed class StoredImagePrediction : ImagePrediction
{
    /// <summary>Where the image can be fetched. Anyone who has the address can, and the service lets it expire.</summary>
    public string? ImageUri { get; init; }

    /// <summary>Where a small version can be fetched.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>The project, under the name that other commands bind it by. Not on the wire.</summary>
    [JsonIgnore]
    public Guid ProjectId => Project;

    /// <summary>The id, under the name that Add-CVTrainingImage binds it by. Not on the wire.</summary>
    [JsonIgnore]
    public Guid PredictionId => Id;
}

/// <summary>A page of stored predictions.</summary>
/// <remarks>Training 1.0, PredictionQueryModel.</remarks>
public sealed class PredictionPage
{
    /// <summary>The predictions.</summary>
    public IReadOnlyList<StoredImagePrediction> Results { get; init => field = value ?? []; } = []; // generated readers set what is missing to null

    /// <summary>What the service gave to ask for the next page with.</summary>
    public PredictionToken? Token { get; init; }

    /// <summary>What the next page is asked for with; null after the last.</summary>
    [JsonIgnore]
    public PredictionToken? Next => Token is { Continues: true } ? Token : null;
}
