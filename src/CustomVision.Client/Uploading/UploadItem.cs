using CustomVision.Models;

namespace CustomVision.Uploading;

/// <summary>One input of an upload, from being handed in until its result is known.</summary>
internal sealed class UploadItem(string path)
{
    public string Path { get; } = path;

    /// <summary>The length when the batch was made; the upload itself goes by the length of the opened file.</summary>
    public long Length { get; init; }

    public int Attempts { get; set; }

    public ImageCreateResult? Result { get; private set; }

    /// <summary>The picture will not be sent, or not again: this is what became of it.</summary>
    public void Fail(string status, string message, IReadOnlyList<Guid> tagIds, Exception? error = null) =>
        Result = new ImageCreateResult
        {
            Path = Path,
            Status = status,
            TagId = tagIds,
            Attempts = Attempts,
            Message = message,
            Error = error,
        };

    /// <summary>The service said what became of the picture.</summary>
    public void Settle(ImageCreateResult answer, IReadOnlyList<Guid> tagIds) =>
        Result = new ImageCreateResult
        {
            Path = Path,
            Status = answer.Status,
            Image = answer.Image,
            SourceUrl = answer.SourceUrl,
            TagId = tagIds,
            Attempts = Attempts,
            Message = StatusMessage.For(answer.Status),
        };
}
