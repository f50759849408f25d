using CustomVision.Images;

namespace CustomVision.Uploads;

/// <summary>An image to upload, with its tags.</summary>
/// <param name="Path">The path of a file, a URL, or the id of a stored prediction.</param>
/// <param name="TagIds">The ids of its tags; may be empty.</param>
public sealed record ImageUpload(string Path, IReadOnlyList<Guid> TagIds)
{
    /// <summary>The kind of <see cref="Path"/>.</summary>
    public ImageSource Source { get; init; }

    /// <summary>Why the image can't be read, if the caller knows; otherwise null. The result is then <see cref="Models.ImageStatus.ErrorSource"/>.</summary>
    public string? Problem { get; init; }

    /// <summary>The names of further tags.</summary>
    public IReadOnlyList<string> TagNames { get; init; } = [];

    /// <summary>The regions of the image. Each adds its tag to the image. Requires version 3.0.</summary>
    public IReadOnlyList<RegionUpload> Regions { get; init; } = [];

    /// <summary>The unit of the rectangles of <see cref="Regions"/>.</summary>
    public RegionUnit RegionUnit { get; init; }

    /// <summary>
    /// The metadata of the image: at most 10 texts of at most 256 characters by keys of at most 128. Images with the same metadata
    /// share requests. Requires version 3.3.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    private static IReadOnlyDictionary<string, string> NoMetadata { get; } = new Dictionary<string, string>();
}
