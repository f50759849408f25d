using System.Security.Cryptography;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Examples without images: eight features for each tag are higher where an example has it, and the rest is noise.</summary>
internal static class Examples
{
    private const int OfOneTag = 8;

    /// <param name="signal">How far the features of a tag stand out of noise that goes from -1 to 1.</param>
    public static Example[] Draw(int count, int tagCount, Func<int, int[]> tagsOf, float signal = 2, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var features = new float[FeatureExtractor.Count];
            for (var f = 0; f < OfOneTag * (tagCount + 2); f++)
                features[f] = random.NextSingle() * 2 - 1;
            var tags = tagsOf(i);
            foreach (var tag in tags)
                for (var f = 0; f < OfOneTag; f++)
                    features[tag * OfOneTag + f] += signal;
            return new Example(i, SHA256.HashData(BitConverter.GetBytes(seed * 1_000_003 + i)), features, tags);
        })];
    }

    /// <summary>One tag each, in turn.</summary>
    public static Example[] InTurn(int count, int tagCount, float signal = 2, int seed = 1) =>
        Draw(count, tagCount, i => [i % tagCount], signal, seed);
}
