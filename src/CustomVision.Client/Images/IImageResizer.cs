namespace CustomVision.Images;

/// <summary>Prepares image files before they are sent. The client has no image library, so the caller provides it.</summary>
public interface IImageResizer
{
    /// <summary>Scales an image to what the service keeps. Called for each attempt of a request, concurrently, on any thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">The size limit of the service, in bytes.</param>
    /// <returns>The content to send; null to send the file as it is.</returns>
    /// <exception cref="InvalidDataException">The file cannot be decoded.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    byte[]? Resize(string path, long largest);
}
