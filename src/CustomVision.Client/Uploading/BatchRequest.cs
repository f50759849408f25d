using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>The request that one batch becomes, ready to be sent once.</summary>
internal abstract class BatchRequest(IReadOnlyList<UploadItem> items) : IDisposable
{
    /// <summary>The images in it. What could not be made ready is settled and left out.</summary>
    public IReadOnlyList<UploadItem> Items { get; } = items;

    public static BatchRequest For(IEnumerable<UploadItem> items, ImageSource source) =>
        source == ImageSource.File ? FileBatchRequest.Open(items) : new ReferenceBatchRequest([.. items], source);

    public abstract Task<ImageCreateSummary> SendAsync(
        TrainingClient client, Guid projectId, IReadOnlyList<Guid> tagIds, CancellationToken cancellation);

    /// <summary>The name that the service is to speak of an image by.</summary>
    public abstract string NameOf(int index);

    /// <summary>That name, out of what the service reports.</summary>
    public abstract string NameWithin(string? sourceUrl);

    public abstract void Dispose();
}
