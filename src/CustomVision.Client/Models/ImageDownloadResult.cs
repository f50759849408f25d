namespace CustomVision.Models;

/// <summary>What became of one image of a project that was to be saved as a file.</summary>
public sealed class ImageDownloadResult
{
    /// <summary>The file; null when there is none.</summary>
    public string? Path { get; init; }

    /// <summary>What became of it: one of <see cref="DownloadStatus"/>.</summary>
    public string Status { get; init; } = DownloadStatus.ErrorRequest;

    /// <summary>The image as the service listed it.</summary>
    public Image? Image { get; init; }

    /// <summary>The names of its tags, as far as the caller gave them.</summary>
    public IReadOnlyList<string> Tag { get; init; } = [];

    /// <summary>The length of the file in bytes; 0 when there is none.</summary>
    public long Length { get; init; }

    /// <summary>How many times it was asked for.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed, in words; null when it did not.</summary>
    public string? Message { get; init; }

    /// <summary>The error that it failed with; otherwise null.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when the file is there: saved now, or before.</summary>
    public bool IsSaved => Status is DownloadStatus.Saved or DownloadStatus.AlreadyThere;

    /// <inheritdoc/>
    public override string ToString() => $"{Image?.Id}: {Status}";
}

/// <summary>The values of <see cref="ImageDownloadResult.Status"/>.</summary>
public static class DownloadStatus
{
    /// <summary>The file was written.</summary>
    public const string Saved = "Saved";

    /// <summary>The file was there, whole, and was left alone.</summary>
    public const string AlreadyThere = "AlreadyThere";

    /// <summary>The address of the image is not good any more (401, 403, 404, 410): list the images again for new ones.</summary>
    public const string ErrorLinkExpired = "ErrorLinkExpired";

    /// <summary>The image could not be fetched; the message says why.</summary>
    public const string ErrorRequest = "ErrorRequest";

    /// <summary>What was fetched is no JPEG, PNG, BMP or GIF.</summary>
    public const string ErrorImageFormat = "ErrorImageFormat";

    /// <summary>What was fetched is larger than any image of the service.</summary>
    public const string ErrorImageSize = "ErrorImageSize";

    /// <summary>The file could not be written.</summary>
    public const string ErrorFile = "ErrorFile";
}
