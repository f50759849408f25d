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

    /// <summary>The URL of the image. It needs no key, and expires. Version 1.0 calls it ImageUri.</summary>
    public string? OriginalImageUri { get; init; }

    /// <summary>The URL of the image as the service scaled it; null with version 1.0.</summary>
    public string? ResizedImageUri { get; init; }

    /// <summary>The URL of a thumbnail.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>The tags of the image. Version 1.0 calls them labels.</summary>
    public IReadOnlyList<ImageTag> Tags { get; init; } = [];

    /// <summary>The regions of the image in a project for object detection; otherwise empty.</summary>
    public IReadOnlyList<ImageRegion> Regions { get; init; } = [];

    /// <summary>The metadata of the image: texts by key. Requires version 3.3.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The names of the tags as text, for tables and files. A tag whose name is not known is represented by its id.</summary>
    public string TagNames => string.Join(", ", Tags);

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
public sealed class ImageTag
{
    /// <summary>The id of the label, which version 1.0 needs to remove the tag; null with other versions.</summary>
    public Guid? LabelId { get; init; }

    /// <summary>When the tag was added (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag; null when it is not known. Version 1.0 and the answers to uploads contain only the id.</summary>
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
    public string? TagName { get; init; }

    /// <summary>The probability, from 0 to 1.</summary>
    public double Probability { get; init; }

    /// <summary>Where the object is in the image; null in projects for classification.</summary>
    public BoundingBox? BoundingBox { get; init; }

    /// <summary>The type of the tag, such as Regular or Negative; null when the version does not return it.</summary>
    public string? TagType { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.CurrentCulture, "{0} {1:P1}", TagName ?? TagId.ToString(), Probability);
}

/// <summary>The order of a list of images.</summary>
public enum ImageOrder
{
    /// <summary>Latest upload first. The default of the service.</summary>
    Newest,

    /// <summary>Earliest upload first.</summary>
    Oldest,
}
