using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SkiaSharp;

namespace CustomVision.LocalService.Learning;

/// <summary>Extracts the feature vector of an image, the only input of the learner.</summary>
internal static class FeatureExtractor
{
    /// <summary>Increase it when the features change: a model can't use features of another version.</summary>
    public const int Version = 2;

    public const int Count = 512;

    // 2 KB each.
    private const int MaxCached = 1024;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<UInt128, float[]> Cache = [];
    private static readonly Queue<UInt128> Order = new();

    /// <summary>
    /// The features of an image. They are cached by its pixels: an image is often predicted by several iterations, or uploaded to several
    /// projects or with other metadata. Thread-safe.
    /// </summary>
    /// <returns>Null when the pixels can't be decoded.</returns>
    /// <exception cref="NetworkException">The network can't run on this machine.</exception>
    public static float[]? Extract(SKData image)
    {
        if (NormalizedImage.Decode(image) is not { } pixels)
            return null;
        var key = MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes(pixels.AsSpan())));
        lock (Gate)
            if (Cache.TryGetValue(key, out var cached))
                return cached;

        var features = PretrainedNetwork.Run(pixels);
        lock (Gate)
        {
            if (Cache.TryAdd(key, features))
                Order.Enqueue(key);
            if (Order.Count > MaxCached)
                Cache.Remove(Order.Dequeue());
        }
        return features;
    }
}
