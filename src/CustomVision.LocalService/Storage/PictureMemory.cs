using System.Buffers;
using System.Collections.Concurrent;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Pictures that are gone when the service ends.</summary>
internal sealed class PictureMemory : IPictureStore
{
    private readonly ConcurrentDictionary<string, byte[]> pictures = new();

    public PictureDraft Begin() => new MemoryDraft();

    public void Flush(IReadOnlyCollection<PictureDraft> drafts)
    {
    }

    public void Keep(SqlSession session, PictureDraft draft) =>
        draft.IsKept = pictures.TryAdd(Convert.ToHexString(draft.Sha256), ((MemoryDraft)draft).ToArray());

    public void Settle(SqlSession session, IReadOnlyCollection<PictureDraft> drafts)
    {
    }

    public void Undo(IReadOnlyCollection<PictureDraft> drafts)
    {
        foreach (var draft in drafts.Where(draft => draft.IsKept))
        {
            draft.IsKept = false;
            Remove(draft.Sha256);
        }
    }

    public Action Remove(SqlSession session, IReadOnlyCollection<byte[]> contents) => () =>
    {
        foreach (var sha256 in contents)
            Remove(sha256);
    };

    public Stream? Open(byte[] sha256) => Find(sha256) is { } bytes ? new MemoryStream(bytes, writable: false) : null;

    public SKData? Map(byte[] sha256) => Find(sha256) is { } bytes ? SKData.CreateCopy(bytes) : null;

    private byte[]? Find(byte[] sha256) => pictures.GetValueOrDefault(Convert.ToHexString(sha256));

    private void Remove(byte[] sha256) => pictures.TryRemove(Convert.ToHexString(sha256), out _);

    private sealed class MemoryDraft : PictureDraft
    {
        private const int UsualBytes = 64 * 1024;

        private byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);

        private ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, (int)Length);

        public byte[] ToArray() => Bytes.ToArray();

        public override SKData Map() => SKData.CreateCopy(Bytes);

        protected override void WriteCore(ReadOnlySpan<byte> bytes, long offset)
        {
            if (offset + bytes.Length > buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked((int)offset + bytes.Length), 2 * buffer.Length));
                buffer.AsSpan(0, (int)offset).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
            bytes.CopyTo(buffer.AsSpan((int)offset));
        }

        protected override void DiscardCore()
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}
