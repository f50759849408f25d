using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>An image as the service keeps it.</summary>
/// <remarks>Training 1.0, ImageModel.</remarks>
public sealed class Image
{
    /// <summary>The id of the image in its project.</summary>
    [JsonRequired]
    public Guid Id { get; init; }

    /// <summary>When it was uploaded (UTC). A duplicate keeps the time of the first upload.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Width in pixels, after the service turned the image upright and scaled it down.</summary>
    public int Width { get; init; }

    /// <summary>Height in pixels, after the service turned the image upright and scaled it down.</summary>
    public int Height { get; init; }

    /// <summary>Where the image can be fetched. Anyone who has the address can, and the service lets it expire.</summary>
    public string? ImageUri { get; init; }

    /// <summary>Where a small version can be fetched.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>The tags on the image.</summary>
    public IReadOnlyList<ImageLabel> Labels { get; init => field = value ?? []; } = []; // generated readers set what is missing to null

    /// <summary>What was predicted for it, for an image that came from a prediction.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions { get; init => field = value ?? []; } = [];

    /// <summary>The project the image was asked of. Not on the wire: it lets an image go on down a pipeline.</summary>
    [JsonIgnore]
    public Guid ProjectId { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();
}

/// <summary>A tag on an image.</summary>
/// <remarks>Training 1.0, ImageLabelModel.</remarks>
public sealed class ImageLabel
{
    /// <summary>The id of the label itself, which removing it asks for.</summary>
    public Guid LabelId { get; init; }

    /// <summary>When the tag was put on (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TagId.ToString();
}

/// <summary>How sure the service is that a tag fits.</summary>
/// <remarks>Training 1.0, PredictionTagModel.</remarks>
public sealed class ImageTagPrediction
{
    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The probability, from 0 to 1.</summary>
    public double Probability { get; init; }
}

/// <summary>In which order images are listed.</summary>
public enum ImageOrder
{
    /// <summary>The latest upload first; what the service does when not told.</summary>
    Newest,

    /// <summary>The earliest upload first.</summary>
    Oldest,
}
