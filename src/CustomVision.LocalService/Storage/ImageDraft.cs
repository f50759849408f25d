using System.Buffers;
using System.Security.Cryptography;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// The bytes of one image while they arrive. What is not kept is gone when the draft is disposed. A draft that cannot be written
/// says so and takes up nothing: the images that come with it may have room still.
/// </summary>
internal abstract class ImageDraft : IDisposable
{
    /// <summary>What most images fit into, in bytes.</summary>
    protected const int UsualBytes = 64 * 1024;

    /// <summary>For as many images as are usually under way at the same time; what goes beyond is garbage.</summary>
    protected static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(UsualBytes, maxArraysPerBucket: 512);

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? sha256;

    public long Length { get; private set; }

    /// <summary>Why it cannot be stored; null while it can.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the store has made it its own. For whoever holds the database's writer.</summary>
    public bool IsKept { get; set; }

    /// <summary>Of all bytes, those of a draft that cannot be stored too; asking for it ends the writing.</summary>
    public byte[] Sha256 => sha256 ??= hash.GetHashAndReset();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var offset = Length;
        Length += bytes.Length;
        hash.AppendData(bytes);
        if (Failure is not null)
            return;
        try
        {
            WriteCore(bytes, offset);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(error);
        }
    }

    /// <summary>The bytes for a decoder, which reads no more of them than it needs.</summary>
    public abstract SKData Map();

    public void Fail(Exception error)
    {
        Failure = error;
        // What it takes up others may need.
        DiscardCore();
    }

    public void Dispose()
    {
        hash.Dispose();
        DiscardCore();
    }

    protected abstract void WriteCore(ReadOnlySpan<byte> bytes, long offset);

    protected abstract void DiscardCore();
}
