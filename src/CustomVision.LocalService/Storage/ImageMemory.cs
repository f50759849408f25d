using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Images that are gone when the service ends.</summary>
internal sealed class ImageMemory : IImageStore
{
    private readonly ConcurrentDictionary<long, ReadOnlyMemory<byte>> images = new();

    public ImageDraft Begin() => new MemoryDraft();

    /// <summary>
    /// Gathers the images in one block, which the collector leaves where it is: each by itself, it would carry them through its
    /// generations. The block goes with the last of them.
    /// </summary>
    public void Flush(IReadOnlyCollection<ImageDraft> drafts)
    {
        var block = GC.AllocateUninitializedArray<byte>(checked((int)drafts.Sum(draft => draft.Length)));
        var start = 0;
        foreach (var draft in drafts.Cast<MemoryDraft>())
        {
            draft.Gathered = block.AsMemory(start, (int)draft.Length);
            draft.Bytes.CopyTo(block.AsSpan(start));
            start += (int)draft.Length;
        }
    }

    public long Keep(SqlSession session, ImageDraft draft, ImageHeader header)
    {
        var content = StoredContents.Add(session, draft.Sha256, header, place: null);
        images[content] = ((MemoryDraft)draft).Gathered;
        ((MemoryDraft)draft).Content = content;
        draft.IsKept = true;
        return content;
    }

    public void Settle(SqlSession session, IReadOnlyCollection<ImageDraft> drafts)
    {
    }

    public void Undo(IReadOnlyCollection<ImageDraft> drafts)
    {
        foreach (var draft in drafts.Where(draft => draft.IsKept))
        {
            draft.IsKept = false;
            images.TryRemove(((MemoryDraft)draft).Content, out _);
        }
    }

    public Action Remove(SqlSession session, IReadOnlyCollection<long> contents)
    {
        foreach (var content in contents)
            StoredContents.Delete(session, content);
        return () =>
        {
            foreach (var content in contents)
                images.TryRemove(content, out _);
        };
    }

    public Action? Tidy(SqlSession session) => null;

    public Stream? Open(long content) =>
        Find(content) is { } image && MemoryMarshal.TryGetArray(image, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : null;

    public SKData? Map(long content) => Find(content) is { } image ? SKData.CreateCopy(image.Span) : null;

    public void Dispose()
    {
        // Nothing of it is outside of this process.
    }

    private ReadOnlyMemory<byte>? Find(long content) => images.TryGetValue(content, out var image) ? image : null;

    private sealed class MemoryDraft : ImageDraft
    {
        private byte[] buffer = Buffers.Rent(UsualBytes);

        public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, (int)Length);

        /// <summary>The same, among others, once they are all there.</summary>
        public ReadOnlyMemory<byte> Gathered { get; set; }

        /// <summary>The key of its content, once it is kept.</summary>
        public long Content { get; set; }

        public override SKData Map() => SKData.CreateCopy(Bytes);

        protected override void WriteCore(ReadOnlySpan<byte> bytes, long offset)
        {
            if (offset + bytes.Length > buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked((int)offset + bytes.Length), 2 * buffer.Length));
                buffer.AsSpan(0, (int)offset).CopyTo(larger);
                DiscardCore();
                buffer = larger;
            }
            bytes.CopyTo(buffer.AsSpan((int)offset));
        }

        protected override void DiscardCore()
        {
            if (buffer.Length > 0)
                (buffer.Length == UsualBytes ? Buffers : ArrayPool<byte>.Shared).Return(buffer);
            buffer = [];
        }
    }
}
