using CustomVision.Models;
using CustomVision.Sending;

namespace CustomVision.Uploading;

/// <summary>One input of an upload, from being handed in until its result is known.</summary>
internal sealed class UploadItem(string path, IReadOnlyList<Guid> tagIds, ImageSource source = ImageSource.File)
{
    // The one that waits is the output, which must not run on whoever settles.
    private readonly TaskCompletionSource<ImageCreateResult> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Path { get; } = path;

    public IReadOnlyList<Guid> TagIds { get; } = tagIds;

    public ImageSource Source { get; } = source;

    /// <summary>What the journal knows it by; null without a journal.</summary>
    public string? JournalKey { get; set; }

    /// <summary>The length when the batch was made; the upload itself goes by the length of the opened file.</summary>
    public long Length { get; init; }

    public int Attempts { get; set; }

    public bool IsSettled => settled.Task.IsCompleted;

    /// <summary>What became of it, as soon as that is known.</summary>
    public Task<ImageCreateResult> Result => settled.Task;

    /// <summary>A file, settled at once when there is no use in sending it.</summary>
    public static UploadItem For(string path, IReadOnlyList<Guid> tagIds, SourceFile file)
    {
        var item = new UploadItem(path, tagIds) { Length = file.Length };
        if (file.Status is not null)
            item.Fail(file.Status, file.Message!);
        return item;
    }

    /// <summary>The image will not be sent, or not again: this is what became of it.</summary>
    public void Fail(string status, string message, Exception? error = null) =>
        settled.TrySetResult(new ImageCreateResult
        {
            Path = Path,
            Status = status,
            TagId = TagIds as Guid[] ?? TagIds.ToArray(), // scripts index it
            Attempts = Attempts,
            Message = message,
            Error = error,
        });

    /// <summary>The service said what became of the image.</summary>
    public void Settle(ImageCreateResult answer) =>
        settled.TrySetResult(new ImageCreateResult
        {
            Path = Path,
            Status = answer.Status,
            Image = answer.Image,
            SourceUrl = answer.SourceUrl,
            TagId = TagIds as Guid[] ?? TagIds.ToArray(), // scripts index it
            Attempts = Attempts,
            Message = StatusMessage.For(answer.Status),
        });
}
