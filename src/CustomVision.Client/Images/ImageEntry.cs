using CustomVision.Models;

namespace CustomVision.Images;

/// <summary>One image of a request: where it comes from, and what is stored with it.</summary>
/// <param name="source">The kind of <paramref name="location"/>.</param>
/// <param name="location">The path of a file, a URL, or the id of a stored prediction.</param>
/// <param name="tagIds">The tags of the image; null for none.</param>
public sealed class ImageEntry(ImageSource source, string location, IReadOnlyList<Guid>? tagIds = null)
{
    /// <summary>The kind of <see cref="Location"/>.</summary>
    public ImageSource Source { get; } = source;

    /// <summary>The path of a file, a URL, or the id of a stored prediction.</summary>
    public string Location { get; } = location;

    /// <summary>The tags of the image. Version 1.0 requires the same tags for all images of a request.</summary>
    public IReadOnlyList<Guid> TagIds { get; } = tagIds ?? [];

    /// <summary>The regions of the image, with tag and rectangle. Requires version 3.0.</summary>
    public IReadOnlyList<ImageRegion> Regions { get; init; } = [];

    /// <summary>The metadata of the image. Images of one request have the same. Requires version 3.3.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    private static IReadOnlyDictionary<string, string> NoMetadata { get; } = new Dictionary<string, string>();

    /// <summary>How often the image was sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Opens the content of a file; null to open the file itself.</summary>
    internal Func<string, Stream>? OpenContent { get; set; }

    /// <summary>Whether the file that was sent starts as JPEG and does not end with the end marker.</summary>
    internal bool LacksJpegEnd { get; set; }
}

/// <summary>Where an image comes from.</summary>
public enum ImageSource
{
    /// <summary>A file on this computer (CreateImagesFromData).</summary>
    File,

    /// <summary>A URL that the service downloads (CreateImagesFromUrls).</summary>
    Url,

    /// <summary>A prediction that the service has stored (CreateImagesFromPredictions).</summary>
    Prediction,
}

/// <summary>
/// Files could not be opened, or not read to the end while they were sent. The type does not derive from IOException:
/// HttpClient would report that as a broken connection.
/// </summary>
internal sealed class ImageReadException(IReadOnlyList<UnreadableImage> images)
    : Exception(images[0].Message, images[0].Cause)
{
    public IReadOnlyList<UnreadableImage> Images { get; } = images;
}

/// <summary>An image that could not be read.</summary>
/// <param name="Index">The position of the image in its request.</param>
/// <param name="Message">Why it could not be read.</param>
/// <param name="Cause">The exception, if there was one.</param>
/// <param name="Status">The status of the image: one of <see cref="ImageStatus"/>.</param>
internal readonly record struct UnreadableImage(int Index, string Message, Exception? Cause = null, string Status = ImageStatus.ErrorSource);
