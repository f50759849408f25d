namespace CustomVision.Models;

/// <summary>
/// The known values of <see cref="ImageCreateResult.Status"/>. The service adds values, so expect others.
/// </summary>
public static class ImageStatus
{
    /// <summary>The service stored the image.</summary>
    public const string OK = "OK";

    /// <summary>The service already had the image and keeps the existing one.</summary>
    public const string OKDuplicate = "OKDuplicate";

    /// <summary>The source of the image cannot be read: the file is missing, a folder, or unreadable.</summary>
    public const string ErrorSource = "ErrorSource";

    /// <summary>The content is not in a format that the service accepts (JPEG, PNG, BMP, GIF).</summary>
    public const string ErrorImageFormat = "ErrorImageFormat";

    /// <summary>The image is too large, in bytes or in pixels.</summary>
    public const string ErrorImageSize = "ErrorImageSize";

    /// <summary>The service could not store the image.</summary>
    public const string ErrorStorage = "ErrorStorage";

    /// <summary>The project has reached its limit of images.</summary>
    public const string ErrorLimitExceed = "ErrorLimitExceed";

    /// <summary>The service gave no reason.</summary>
    public const string ErrorUnknown = "ErrorUnknown";

    /// <summary>The image would have more than 100 tags, or more regions than the service reports under another status.</summary>
    public const string ErrorTagLimitExceed = "ErrorTagLimitExceed";

    /// <summary>The image would have more than 300 regions.</summary>
    public const string ErrorRegionLimitExceed = "ErrorRegionLimitExceed";

    /// <summary>A region is not within the image.</summary>
    public const string ErrorInvalidRegion = "ErrorInvalidRegion";

    /// <summary>The image has too few or too many pixels, or is too narrow (more than 25 to 1).</summary>
    public const string ErrorImageDimensions = "ErrorImageDimensions";

    /// <summary>The image would have the negative tag and another tag.</summary>
    public const string ErrorNegativeAndRegularTagOnSameImage = "ErrorNegativeAndRegularTagOnSameImage";

    /// <summary>The project does not have one of the tags.</summary>
    public const string ErrorInvalidTag = "ErrorInvalidTag";

    /// <summary>The request failed as a whole. The message tells why.</summary>
    public const string ErrorRequest = "ErrorRequest";
}
