using CustomVision.Sending;

namespace CustomVision.Downloading;

/// <summary>How an <see cref="ImageDownloader"/> fetches and writes.</summary>
public sealed record ImageDownloaderOptions : SendingOptions
{
    /// <summary>Fetches and writes files that are there already. Otherwise they are left alone.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How long one request may take, its body included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most bytes an image may have. The service stores none near the default of 64 MB.</summary>
    public long LargestImage { get; init; } = 64 * 1024 * 1024;
}
