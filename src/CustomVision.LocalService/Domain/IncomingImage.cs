using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>One image of an upload that has arrived whole and is not stored yet.</summary>
/// <param name="SourceUrl">The name the client gave it, as it stood on the wire.</param>
/// <param name="Status">OK, or why the image cannot be stored.</param>
/// <param name="Draft">The bytes; null when the image cannot be stored.</param>
internal sealed record IncomingImage(string SourceUrl, ImageStatus Status, ImageDraft? Draft, ImageHeader? Header) : IDisposable
{
    /// <summary>Why it could not be stored; null when that is not what is wrong with it.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Of an image that could not be stored: it may have been already. Null for all others.</summary>
    public byte[]? Sha256 { get; init; }

    /// <param name="header">Where it is what the image was refused for.</param>
    public static IncomingImage Refused(string sourceUrl, ImageStatus status, ImageHeader? header = null) =>
        new(sourceUrl, status, null, header);

    public void Dispose() => Draft?.Dispose();
}
