namespace CustomVision.Uploading;

/// <summary>An image that is to be uploaded, and the tags it is to get.</summary>
/// <param name="Path">Where it is: a path that the file system understands, an address, or the id of a prediction.</param>
/// <param name="TagIds">The tags to put on it; may be empty.</param>
public sealed record ImageUpload(string Path, IReadOnlyList<Guid> TagIds)
{
    /// <summary>What <see cref="Path"/> is.</summary>
    public ImageSource Source { get; init; }

    /// <summary>Tags by their names, besides <see cref="TagIds"/>.</summary>
    public IReadOnlyList<string> TagNames { get; init; } = [];
}

/// <summary>Where an image comes from.</summary>
public enum ImageSource
{
    /// <summary>A file on this machine (CreateImagesFromData).</summary>
    File,

    /// <summary>An address that the service fetches it from (CreateImagesFromUrls).</summary>
    Url,

    /// <summary>A prediction that the service has stored (CreateImagesFromPredictions).</summary>
    Prediction,
}
