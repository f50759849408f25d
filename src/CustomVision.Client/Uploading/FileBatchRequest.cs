using CustomVision.Models;
using CustomVision.Sending;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>Files in one multipart request, open while it is under way.</summary>
internal sealed class FileBatchRequest : BatchRequest
{
    private readonly IReadOnlyList<ImageData> images;

    private FileBatchRequest(IReadOnlyList<UploadItem> items, IReadOnlyList<ImageData> images)
        : base(items) => this.images = images;

    public static FileBatchRequest Open(IEnumerable<UploadItem> items)
    {
        var opened = new List<(UploadItem Item, FileStream Stream)>();
        foreach (var item in items)
        {
            try
            {
                opened.Add((item, SourceFile.Open(item.Path)));
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                item.Fail(ImageStatus.ErrorSource, SourceFile.WhyUnreadable(item.Path, cause));
            }
        }

        var names = SentNames.For(opened.Select(file => file.Item.Path));
        return new FileBatchRequest(
            [.. opened.Select(file => file.Item)],
            [.. opened.Select((file, i) => new ImageData(names[i], file.Stream.Length, file.Stream))]);
    }

    public override async Task<ImageCreateSummary> SendAsync(
        TrainingClient client, Guid projectId, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        try
        {
            return await client.CreateImagesFromDataAsync(projectId, images, tagIds, cancellation).ConfigureAwait(false);
        }
        catch (ImageReadException cause)
        {
            var culprit = images.TakeWhile(image => image != cause.Image).Count();
            Items[culprit].Fail(ImageStatus.ErrorSource, cause.Message, cause);
            throw;
        }
    }

    public override string NameOf(int index) => images[index].FileName;

    public override string NameWithin(string? sourceUrl) => SentNames.Within(sourceUrl);

    public override void Dispose()
    {
        foreach (var image in images)
            image.Content.Dispose();
    }
}
