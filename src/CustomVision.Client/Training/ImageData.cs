namespace CustomVision.Training;

/// <summary>One image in the body of CreateImagesFromData.</summary>
/// <param name="FileName">
/// The name it is sent under, by which the answer speaks of it. Only letters, digits, dot, dash, underscore and tilde:
/// then it needs no quoting, which services give back in their own ways.
/// </param>
/// <param name="Length">Its length in bytes, which the stream must keep to.</param>
/// <param name="Content">The image, read from its current position. It stays open.</param>
public sealed record ImageData(string FileName, long Length, Stream Content);
