using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Downloads;

/// <summary>One image to download, until its result is known.</summary>
internal sealed class DownloadItem(ImageDownload download) : WorkItem<ImageDownloadResult>
{
    public Image Image => download.Image;

    public string Target => download.Target;

    public int Attempts { get; set; }

    public byte[]? Sha256 { get; set; }

    public void Succeed(string status, FileInfo file) => Complete(new ImageDownloadResult
    {
        Path = file.FullName,
        Status = status,
        Image = Image,
        Tag = download.Tags,
        Length = file.Length,
        Sha256 = Sha256,
        Attempts = Attempts,
    });

    public void Fail(string status, string message, Exception? error = null) => Complete(new ImageDownloadResult
    {
        Status = status,
        Image = Image,
        Tag = download.Tags,
        Attempts = Attempts,
        Message = message,
        Error = error,
    });
}
