namespace CustomVision.Models;

/// <summary>The result of saving one image as a file.</summary>
public sealed class ImageDownloadResult
{
    /// <summary>The path of the file; null when the image was not saved.</summary>
    public string? Path { get; init; }

    /// <summary>One of <see cref="DownloadStatus"/>.</summary>
    public string Status { get; init; } = DownloadStatus.ErrorRequest;

    /// <summary>The image.</summary>
    public Image? Image { get; init; }

    /// <summary>The names of its tags, if the caller specified them.</summary>
    public IReadOnlyList<string> Tag { get; init; } = [];

    /// <summary>The names of its tags as text, for tables and files.</summary>
    public string TagNames => string.Join(", ", Tag);

    /// <summary>The length of the file in bytes; 0 when the image was not saved.</summary>
    public long Length { get; init; }

    /// <summary>How often the image was requested.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the download failed; null when it succeeded.</summary>
    public string? Message { get; init; }

    /// <summary>The error; null when the download succeeded.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when the file exists: it was saved now or before.</summary>
    public bool IsSaved => Status is DownloadStatus.Saved or DownloadStatus.AlreadyThere;

    /// <summary>The SHA-256 of the file, if the caller asked for it and the file was downloaded now.</summary>
    internal byte[]? Sha256 { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Image?.Id}: {Status}";
}

/// <summary>The values of <see cref="ImageDownloadResult.Status"/>.</summary>
public static class DownloadStatus
{
    /// <summary>The file was written.</summary>
    public const string Saved = "Saved";

    /// <summary>The file existed and was not changed.</summary>
    public const string AlreadyThere = "AlreadyThere";

    /// <summary>The URL of the image has expired (401, 403, 404, 410). List the images again for new URLs.</summary>
    public const string ErrorLinkExpired = "ErrorLinkExpired";

    /// <summary>The request failed. The message tells why.</summary>
    public const string ErrorRequest = "ErrorRequest";

    /// <summary>The content is not JPEG, PNG, BMP or GIF.</summary>
    public const string ErrorImageFormat = "ErrorImageFormat";

    /// <summary>The content is larger than any image of the service.</summary>
    public const string ErrorImageSize = "ErrorImageSize";

    /// <summary>The file could not be written.</summary>
    public const string ErrorFile = "ErrorFile";
}
