using CustomVision.Models;

namespace CustomVision.Downloading;

/// <summary>An image that is to be fetched.</summary>
/// <param name="Image">The image as the service lists it, with its address.</param>
/// <param name="Target">
/// The full path of the file to write, without extension: that follows from what the image turns out to be.
/// </param>
public sealed record ImageDownload(Image Image, string Target)
{
    /// <summary>The names of its tags, for the result.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
