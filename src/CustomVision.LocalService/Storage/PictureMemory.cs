using System.Collections.Concurrent;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Pictures that are gone when the service ends.</summary>
internal sealed class PictureMemory : IPictureStore
{
    private readonly ConcurrentDictionary<string, byte[]> pictures = new();

    public PictureDraft Begin() => new MemoryDraft();

    public void Flush(IEnumerable<PictureDraft> drafts)
    {
    }

    public bool Keep(PictureDraft draft) => pictures.TryAdd(Convert.ToHexString(draft.Sha256), ((MemoryDraft)draft).ToArray());

    public void Remove(byte[] sha256) => pictures.TryRemove(Convert.ToHexString(sha256), out _);

    public Stream? Open(byte[] sha256) => Find(sha256) is { } bytes ? new MemoryStream(bytes, writable: false) : null;

    public SKData? Map(byte[] sha256) => Find(sha256) is { } bytes ? SKData.CreateCopy(bytes) : null;

    private byte[]? Find(byte[] sha256) => pictures.GetValueOrDefault(Convert.ToHexString(sha256));

    private sealed class MemoryDraft : PictureDraft
    {
        private readonly MemoryStream bytes = new();

        public byte[] ToArray() => bytes.ToArray();

        public override SKData Map() => SKData.CreateCopy(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));

        protected override void WriteCore(ReadOnlySpan<byte> bytes, long offset) => this.bytes.Write(bytes);

        protected override void DiscardCore() => bytes.Dispose();
    }
}
