namespace CustomVision.Models;

/// <summary>
/// The values of <see cref="ImageCreateResult.Status"/> that are known. The service adds values, so compare with these,
/// but expect others.
/// </summary>
/// <remarks>Training 1.0, CreateImageResultModel.Status; <see cref="ErrorRequest"/> is this module's own.</remarks>
public static class ImageStatus
{
    /// <summary>The service took the image.</summary>
    public const string OK = "OK";

    /// <summary>The service had the image already, and keeps the one it has.</summary>
    public const string OKDuplicate = "OKDuplicate";

    /// <summary>The image could not be had from where it should come: no such file, a folder, not readable.</summary>
    public const string ErrorSource = "ErrorSource";

    /// <summary>Not an image in a format that the service reads (JPEG, PNG, BMP, GIF).</summary>
    public const string ErrorImageFormat = "ErrorImageFormat";

    /// <summary>Too large, in bytes or in pixels.</summary>
    public const string ErrorImageSize = "ErrorImageSize";

    /// <summary>The service could not store the image.</summary>
    public const string ErrorStorage = "ErrorStorage";

    /// <summary>The project is full.</summary>
    public const string ErrorLimitExceed = "ErrorLimitExceed";

    /// <summary>The service does not say what is wrong.</summary>
    public const string ErrorUnknown = "ErrorUnknown";

    /// <summary>The image was to get a tag that its project does not have.</summary>
    public const string ErrorInvalidTag = "ErrorInvalidTag";

    /// <summary>The request that carried the image failed as a whole; the message says why.</summary>
    public const string ErrorRequest = "ErrorRequest";
}
