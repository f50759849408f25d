using CustomVision.Models;

namespace CustomVision.Downloading;

/// <summary>One image to fetch, from being handed in until its result is known.</summary>
internal sealed class DownloadItem(ImageDownload download)
{
    public Image Image => download.Image;

    public string Target => download.Target;

    public int Attempts { get; set; }

    /// <summary>What became of it, as soon as that is known.</summary>
    public ImageDownloadResult? Result { get; private set; }

    public void Succeed(string status, FileInfo file) => Result = new ImageDownloadResult
    {
        Path = file.FullName,
        Status = status,
        Image = Image,
        Tag = download.Tags,
        Length = file.Length,
        Attempts = Attempts,
    };

    public void Fail(string status, string message, Exception? error = null) => Result = new ImageDownloadResult
    {
        Status = status,
        Image = Image,
        Tag = download.Tags,
        Attempts = Attempts,
        Message = message,
        Error = error,
    };
}
