using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>
/// The bytes of one image between its arrival and the transaction that stores it: in memory up to 64 KB, and in a temporary file
/// beyond that.
/// </summary>
internal sealed class ImageBuffer : IDisposable
{
    private const int MaxBytesInMemory = 64 * 1024;

    private readonly FileBufferingReadStream? stream;

    private ImageBuffer(byte[] sha256, byte[]? bytes, FileBufferingReadStream? stream, long length)
    {
        Sha256 = sha256;
        Bytes = bytes;
        this.stream = stream;
        Length = length;
    }

    public byte[] Sha256 { get; }

    public long Length { get; }

    /// <summary>Null for an image in a temporary file.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Reads the source to its end, or until it has more than <paramref name="maxBytes"/>.</summary>
    /// <returns>Null when the source has more.</returns>
    public static async Task<ImageBuffer?> ReadAsync(Stream source, int maxBytes, CancellationToken cancel)
    {
        var stream = new FileBufferingReadStream(source, MaxBytesInMemory, bufferLimit: null, Path.GetTempPath(), ArrayPool<byte>.Shared);
        var chunk = ArrayPool<byte>.Shared.Rent(MaxBytesInMemory);
        try
        {
            var length = 0L;
            while (await stream.ReadAsync(chunk, cancel) is var count and > 0)
                if ((length += count) > maxBytes)
                {
                    await stream.DisposeAsync();
                    return null;
                }

            stream.Position = 0;
            if (length > MaxBytesInMemory)
                return new ImageBuffer(await SHA256.HashDataAsync(stream, cancel), null, stream, length);

            var bytes = new byte[length];
            await stream.ReadExactlyAsync(bytes, cancel);
            await stream.DisposeAsync();
            return new ImageBuffer(SHA256.HashData(bytes), bytes, null, length);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>A copy of the bytes for the decoder.</summary>
    public SKData ToData() => Bytes is not null ? SKData.CreateCopy(Bytes) : SKData.Create(Rewound());

    public void CopyTo(Stream target)
    {
        if (Bytes is not null)
            target.Write(Bytes);
        else
            Rewound().CopyTo(target);
    }

    public void Dispose() => stream?.Dispose();

    private FileBufferingReadStream Rewound()
    {
        stream!.Position = 0;
        return stream;
    }
}
