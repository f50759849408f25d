using CustomVision.Models;

namespace CustomVision.Downloads;

/// <summary>How an <see cref="ImageDownloader"/> writes files.</summary>
public sealed record ImageDownloaderOptions
{
    /// <summary>Downloads images again whose files exist, and replaces the files. Otherwise existing files are not changed.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The largest image, in bytes. Default: 64 MB, more than the service stores.</summary>
    public long LargestImage { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether the SHA-256 of the files that are downloaded is computed.</summary>
    internal bool ComputesHash { get; init; }

    /// <summary>The largest number of images between input and output.</summary>
    internal int Window { get; init; } = 1024;
}

/// <summary>An image to download.</summary>
/// <param name="Image">The image with its URL, as the service lists it.</param>
/// <param name="Target">The full path of the file without extension: the format of the image decides the extension.</param>
public sealed record ImageDownload(Image Image, string Target)
{
    /// <summary>The names of its tags, for the result.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
