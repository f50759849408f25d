using System.Security.Cryptography;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>The bytes of one picture while they arrive. What is not kept is gone when the draft is disposed.</summary>
internal abstract class PictureDraft : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? sha256;

    public long Length { get; private set; }

    /// <summary>Of all bytes; asking for it ends the writing.</summary>
    public byte[] Sha256 => sha256 ??= hash.GetHashAndReset();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        WriteCore(bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>The bytes for a decoder, which reads no more of them than it needs.</summary>
    public abstract SKData Map();

    public void Dispose()
    {
        hash.Dispose();
        DiscardCore();
    }

    protected abstract void WriteCore(ReadOnlySpan<byte> bytes, long offset);

    protected abstract void DiscardCore();
}
