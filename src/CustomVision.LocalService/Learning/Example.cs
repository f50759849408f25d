namespace CustomVision.LocalService.Learning;

/// <summary>One tagged image to learn from.</summary>
/// <param name="Sha256">Of the image's bytes. It alone decides the place of the example among others, so that order of arrival does not matter.</param>
/// <param name="Features">As <see cref="ImageFeatures"/> makes them.</param>
/// <param name="Tags">From 0 to the number of tags less 1; none means that the image shows nothing of them all.</param>
internal sealed record Example(byte[] Sha256, float[] Features, IReadOnlyList<int> Tags);
