using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>Images that the service gets by itself: only where they are goes over the wire.</summary>
internal sealed class ReferenceBatchRequest(IReadOnlyList<UploadItem> items, ImageSource source) : BatchRequest(items)
{
    public override Task<ImageCreateSummary> SendAsync(
        TrainingClient client, Guid projectId, IReadOnlyList<Guid> tagIds, CancellationToken cancellation) => source == ImageSource.Url
            ? client.CreateImagesFromUrlsAsync(projectId, [.. Items.Select(item => item.Path)], tagIds, cancellation)
            : client.CreateImagesFromPredictionsAsync(projectId, [.. Items.Select(item => Guid.Parse(item.Path))], tagIds, cancellation);

    public override string NameOf(int index) => Items[index].Path;

    public override string NameWithin(string? sourceUrl) => (sourceUrl ?? "").Trim().Trim('"');

    public override void Dispose()
    {
        // It holds nothing open.
    }
}
