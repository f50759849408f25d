using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Images by the keys of their contents. What takes a session is for whoever holds the database's writer; the rest is for all.</summary>
internal interface IImageStore : IDisposable
{
    ImageDraft Begin();

    /// <summary>Sees to it that the drafts, which come from one request, are on the disk; those that cannot be have failed.</summary>
    void Flush(IReadOnlyCollection<ImageDraft> drafts);

    /// <summary>Puts the draft, whose content is not there yet, in its place.</summary>
    /// <returns>The key of the content.</returns>
    long Keep(SqlSession session, ImageDraft draft, ImageHeader header);

    /// <summary>Comes after the last draft of a request has been kept.</summary>
    void Settle(SqlSession session, IReadOnlyCollection<ImageDraft> drafts);

    /// <summary>
    /// Takes back what was kept of the drafts: its transaction has failed, and the next writer has not begun. They can be kept again.
    /// </summary>
    void Undo(IReadOnlyCollection<ImageDraft> drafts);

    /// <returns>What remains to be done when this is committed, and before the next writer begins.</returns>
    Action Remove(SqlSession session, IReadOnlyCollection<long> contents);

    /// <summary>Gives back some of the room that removed images have left. Comes after all of them have been removed.</summary>
    /// <returns>What remains to be done, as above; null when there was nothing to do.</returns>
    Action? Tidy(SqlSession session);

    /// <summary>The image to read; null when it has been removed.</summary>
    Stream? Open(long content);

    /// <summary>The image for a decoder; null when it has been removed.</summary>
    SKData? Map(long content);
}
