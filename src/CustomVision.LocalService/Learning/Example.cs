namespace CustomVision.LocalService.Learning;

/// <summary>One tagged image to learn from.</summary>
/// <param name="Image">The key of the image.</param>
/// <param name="Sha256">The hash of the image. Examples are sorted by it, so that the order of uploads doesn't matter.</param>
/// <param name="Features">The features that <see cref="FeatureExtractor"/> extracts.</param>
/// <param name="Tags">The indexes of the image's tags, from 0. Empty for a negative example.</param>
internal sealed record Example(long Image, byte[] Sha256, float[] Features, IReadOnlyList<int> Tags);
