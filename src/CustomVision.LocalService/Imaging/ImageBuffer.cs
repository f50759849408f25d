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

    /// <summary>Pooled: the garbage collector would clear each array, and copy it while the image waits.</summary>
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(MaxBytesInMemory, maxArraysPerBucket: 512);

    private readonly FileBufferingReadStream stream;

    private ImageBuffer(FileBufferingReadStream stream, byte[] sha256)
    {
        this.stream = stream;
        Sha256 = sha256;
    }

    public byte[] Sha256 { get; }

    public long Length => stream.Length;

    /// <summary>Reads the source to its end, or until it has more than <paramref name="maxBytes"/>.</summary>
    /// <returns>Null when the source has more.</returns>
    public static async Task<ImageBuffer?> ReadAsync(Stream source, int maxBytes, CancellationToken cancel)
    {
        var stream = new FileBufferingReadStream(source, MaxBytesInMemory, bufferLimit: null, Path.GetTempPath(), Pool);
        var chunk = Pool.Rent(MaxBytesInMemory);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (await stream.ReadAsync(chunk, cancel) is var count and > 0)
            {
                if (stream.Length > maxBytes)
                {
                    await stream.DisposeAsync();
                    return null;
                }
                hash.AppendData(chunk, 0, count);
            }
            return new ImageBuffer(stream, hash.GetHashAndReset());
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
        finally
        {
            Pool.Return(chunk);
        }
    }

    /// <summary>A copy of the bytes for the decoder.</summary>
    public SKData ToData()
    {
        stream.Position = 0;
        return ImageBytes.Copy(stream, Length);
    }

    /// <summary>The bytes from the start. They end with this object.</summary>
    public Stream Read()
    {
        stream.Position = 0;
        return stream;
    }

    public void CopyTo(Stream target)
    {
        stream.Position = 0;
        stream.CopyTo(target);
    }

    public void Dispose() => stream.Dispose();
}
