using System.Globalization;

namespace CustomVision.Models;

/// <summary>An image of a project.</summary>
public sealed class Image
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }

    /// <summary>When the image was uploaded (UTC). A duplicate keeps the time of the first upload.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The width in pixels, after the service rotated and scaled the image.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels, after the service rotated and scaled the image.</summary>
    public int Height { get; init; }

    /// <summary>The URL of the image. It needs no key, and expires.</summary>
    public string? ImageUri { get; init; }

    /// <summary>The URL of a thumbnail.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>The tags of the image.</summary>
    public IReadOnlyList<ImageLabel> Labels { get; init; } = [];

    /// <summary>The names of the tags as text, for tables and files. A tag whose name is not known is represented by its id.</summary>
    public string TagNames => string.Join(", ", Labels);

    /// <summary>The predictions for the image, when it was created from a stored prediction.</summary>
    public IReadOnlyList<ImageTagPrediction> Predictions { get; init; } = [];

    /// <summary>The project. Answers of the service leave it out; the client adds it, so that other cmdlets can bind it.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    /// <summary>The id of an image, where PowerShell expects an id.</summary>
    public static explicit operator Guid(Image image) => (image ?? throw new ArgumentNullException(nameof(image))).Id;
}

/// <summary>A tag of an image.</summary>
public sealed class ImageLabel
{
    /// <summary>The id of the label. Version 1.0 needs it to remove the tag.</summary>
    public Guid LabelId { get; init; }

    /// <summary>When the tag was added (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag; null when it is not known. Answers of version 1.0 contain only the id.</summary>
    public string? TagName { get; set; }

    /// <inheritdoc/>
    public override string ToString() => TagName ?? TagId.ToString();
}

/// <summary>The probability of a tag.</summary>
public sealed class ImageTagPrediction
{
    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The probability, from 0 to 1.</summary>
    public double Probability { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.CurrentCulture, "{0} {1:P1}", Tag ?? TagId.ToString(), Probability);
}

/// <summary>The order of a list of images.</summary>
public enum ImageOrder
{
    /// <summary>Latest upload first. The default of the service.</summary>
    Newest,

    /// <summary>Earliest upload first.</summary>
    Oldest,
}
