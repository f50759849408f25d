using CustomVision.Models;

namespace CustomVision.Uploading;

/// <summary>What a status of the service means, in words: it gives none with it.</summary>
internal static class StatusMessage
{
    public static string? For(string status) => status switch
    {
        ImageStatus.OK or ImageStatus.OKDuplicate => null,
        ImageStatus.ErrorSource => "The service could not get the image from its source.",
        ImageStatus.ErrorImageFormat => "The service could not read it as an image. It takes JPEG, PNG, BMP and GIF.",
        ImageStatus.ErrorImageSize => "The image is too large for the service, in bytes (6 MB) or in pixels.",
        ImageStatus.ErrorStorage => "The service could not store the image. Try again later.",
        ImageStatus.ErrorLimitExceed => "The project holds as many images as the subscription allows.",
        _ => $"The service refused the image with status {status} and gave no reason.",
    };
}
