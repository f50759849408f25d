namespace CustomVision.Predicting;

/// <summary>An image that is to be predicted.</summary>
/// <param name="Path">Where it is: a path that the file system understands, or an address.</param>
/// <param name="IsUrl">Whether it is an address, which the service fetches the image from.</param>
public sealed record ImageToPredict(string Path, bool IsUrl = false);
