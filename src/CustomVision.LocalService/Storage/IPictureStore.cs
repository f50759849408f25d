using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Pictures by their content. Keep and Remove are for whoever holds the database's writer; the rest is for all.</summary>
internal interface IPictureStore
{
    PictureDraft Begin();

    /// <summary>Sees to it that the drafts are on the disk; those that cannot be have failed.</summary>
    void Flush(IEnumerable<PictureDraft> drafts);

    /// <summary>Puts the draft in its place; false when the same content is there already.</summary>
    bool Keep(PictureDraft draft);

    void Remove(byte[] sha256);

    /// <summary>The picture to read; null when it has been removed.</summary>
    Stream? Open(byte[] sha256);

    /// <summary>The picture for a decoder; null when it has been removed.</summary>
    SKData? Map(byte[] sha256);
}
