using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>
/// Uploads pictures: every path handed in comes out exactly once, in the order it came in, as one
/// <see cref="ImageCreateResult"/>.
/// </summary>
/// <remarks>
/// Batches go one after the other. While one is under way, the next gathers in the input channel; that is bounded by
/// whoever made it. Results come out after each batch, while input still streams in.
/// </remarks>
public sealed class ImageUploader
{
    // So many results may wait behind pictures that are still to be sent, such as those of files that do not exist.
    private const int LargestWait = 4 * ImageUploaderOptions.LargestBatch;

    private readonly ImageUploaderOptions options;
    private readonly IReadOnlyList<Guid> tagIds;
    private readonly BatchSender sender;
    private readonly Func<ImageCreateResult, Task> onResult;

    // In input order. Some are settled already; the rest makes the next request.
    private readonly List<UploadItem> waiting = [];
    private int unsent;
    private long unsentBytes;
    private int emitted;

    /// <summary>Prepares an upload; nothing is sent yet.</summary>
    /// <param name="client">The training service.</param>
    /// <param name="projectId">The project to upload to.</param>
    /// <param name="tagIds">The tags to put on each picture; may be empty.</param>
    /// <param name="onResult">Takes each result. The next waits for it.</param>
    /// <param name="options">Sizes; null for the defaults.</param>
    public ImageUploader(
        TrainingClient client,
        Guid projectId,
        IReadOnlyList<Guid> tagIds,
        Func<ImageCreateResult, Task> onResult,
        ImageUploaderOptions? options = null)
    {
        this.options = options ?? new ImageUploaderOptions();
        this.tagIds = tagIds;
        this.onResult = onResult;
        sender = new BatchSender(client, projectId, tagIds);
    }

    /// <summary>Uploads until the input ends and every result is out.</summary>
    /// <param name="paths">The files, each by a path that the file system understands.</param>
    /// <param name="cancellation">Breaks it off: requests under way are cancelled and files closed before this returns.</param>
    /// <exception cref="UploadAbandonedException">Going on is pointless: the key is refused, the project or a tag unknown.</exception>
    public async Task UploadAsync(ChannelReader<string> paths, CancellationToken cancellation = default)
    {
        while (await paths.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (paths.TryRead(out var path))
                await AddAsync(path, cancellation).ConfigureAwait(false);
        await FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async Task AddAsync(string path, CancellationToken cancellation)
    {
        var item = SourceFile.Inspect(path, options.LargestImage, tagIds);
        if (item.Result is null && unsent > 0 && unsentBytes + item.Length > options.BatchBytes)
            await FlushAsync(cancellation).ConfigureAwait(false);

        waiting.Add(item);
        if (item.Result is null)
        {
            unsent++;
            unsentBytes += item.Length;
        }

        if (unsent == 0 || unsent == options.BatchSize || waiting.Count == LargestWait)
            await FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        try
        {
            await sender.SendAsync([.. waiting.Where(item => item.Result is null)], cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException cause)
        {
            // What is settled before the first picture that is not, still comes out.
            await EmitAsync(waiting.TakeWhile(item => item.Result is not null)).ConfigureAwait(false);
            throw new UploadAbandonedException(cause, emitted);
        }

        await EmitAsync(waiting).ConfigureAwait(false);
        waiting.Clear();
        unsent = 0;
        unsentBytes = 0;
    }

    private async Task EmitAsync(IEnumerable<UploadItem> settled)
    {
        foreach (var item in settled)
        {
            await onResult(item.Result!).ConfigureAwait(false);
            emitted++;
        }
    }
}
