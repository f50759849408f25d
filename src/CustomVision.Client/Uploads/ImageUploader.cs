using System.Threading.Channels;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Uploads;

/// <summary>
/// Uploads images to a project and returns one <see cref="ImageCreateResult"/> per image, in input order. A batch of
/// images with the same tags is one request, and several requests run at once.
/// </summary>
public sealed class ImageUploader : IDisposable
{
    // More than a resized photograph usually has, so that a request does not exceed the limit of the service.
    private const long LongestResized = 1024 * 1024;

    private readonly ImageUploaderOptions options;
    private readonly ITrainingApi api;
    private readonly Func<ImageCreateResult, Task> onResult;
    private readonly OrderedWork<UploadItem> work;
    private readonly Batcher batcher;
    private readonly BatchSender sender;
    private readonly TagDirectory tags;
    private readonly UploadJournal? journal;
    private readonly Func<string, Stream>? openContent;
    private readonly IClock clock;

    private readonly TaskCompletionSource<bool> firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int started;

    /// <summary>Creates an uploader. No request is sent.</summary>
    /// <param name="client">The service. Its options set the number of concurrent requests and the retries.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="onResult">Receives each result. The next waits for it.</param>
    /// <param name="options">Batch sizes and limits; null for the defaults.</param>
    /// <exception cref="UploadJournalException">The journal cannot be used.</exception>
    public ImageUploader(CustomVisionClient client, Guid projectId, Func<ImageCreateResult, Task> onResult, ImageUploaderOptions? options = null)
    {
        this.options = options ?? new ImageUploaderOptions();
        this.onResult = onResult;
        clock = client.Options.Clock;
        Counters = new UploadCounters(client);
        work = new OrderedWork<UploadItem>(client.Options.ThrottleLimit, this.options.Window, OutputAsync);
        api = client.Training;
        batcher = new Batcher(api.ShareRequest, this.options.BatchSize, this.options.BatchBytes);
        openContent = SourceFile.OpenerOf(this.options.Resizer, this.options.LargestImage);
        tags = new TagDirectory(api, projectId, this.options.CreateTags);
        journal = this.options.JournalPath is { } path ? UploadJournal.Open(path, projectId) : null;
        sender = new BatchSender(api, projectId, journal, this.options.TagDuplicates);
    }

    /// <summary>The progress of the upload.</summary>
    public UploadCounters Counters { get; }

    /// <summary>Uploads until the input ends and every result is output. Call it once.</summary>
    /// <param name="uploads">The images.</param>
    /// <param name="cancellation">Cancels the upload: requests are cancelled and files closed before this returns.</param>
    /// <exception cref="AbandonedException">No further image can succeed: the key is rejected, or the project doesn't exist.</exception>
    public async Task UploadAsync(ChannelReader<ImageUpload> uploads, CancellationToken cancellation = default)
    {
        try
        {
            await work.RunAsync(token => TakeInAsync(uploads, token), cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new AbandonedException(failure, Counters.Done);
        }
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose() => journal?.Dispose();

    private async Task TakeInAsync(ChannelReader<ImageUpload> uploads, CancellationToken cancellation)
    {
        while (await WaitForInputAsync(uploads, cancellation).ConfigureAwait(false))
            while (uploads.TryRead(out var upload))
            {
                await AddAsync(upload, cancellation).ConfigureAwait(false);
                await ScheduleLingeringAsync(cancellation).ConfigureAwait(false);
            }

        while (batcher.TakeOldest() is { } rest)
            await ScheduleAsync(rest, cancellation).ConfigureAwait(false);
    }

    // While the input pauses, images that have lingered long enough are sent in a batch that is not full.
    private async Task<bool> WaitForInputAsync(ChannelReader<ImageUpload> uploads, CancellationToken cancellation)
    {
        var next = uploads.WaitToReadAsync(cancellation).AsTask();
        while (!next.IsCompleted && batcher.Oldest is not null)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(next, clock.Delay(options.Linger, pause.Token)).ConfigureAwait(false);
            pause.Cancel();
            await ScheduleLingeringAsync(cancellation).ConfigureAwait(false);
        }

        return await next.ConfigureAwait(false);
    }

    // Without an idle worker, a batch can still fill. But it must not delay the results of all images after it.
    private ValueTask ScheduleLingeringAsync(CancellationToken cancellation) =>
        batcher.Oldest is { } oldest && clock.Now - oldest >= options.Linger && (work.HasIdleWorker || ResultsWaitForBatcher())
            ? ScheduleAsync(batcher.TakeOldest()!, cancellation)
            : default;

    private bool ResultsWaitForBatcher() => work.TryPeek(out var first) && first == batcher.First;

    private ValueTask ScheduleAsync(UploadBatch batch, CancellationToken cancellation) =>
        work.ScheduleAsync(token => SendAsync(batch, token), cancellation);

    private async Task AddAsync(ImageUpload upload, CancellationToken cancellation)
    {
        var item = await InspectAsync(upload, cancellation).ConfigureAwait(false);
        Counters.RecordInput(item.Length);
        await EnterWindowAsync(item, cancellation).ConfigureAwait(false);
        if (!item.IsCompleted)
            foreach (var full in batcher.Add(item, clock.Now))
                await ScheduleAsync(full, cancellation).ConfigureAwait(false);
    }

    private async Task EnterWindowAsync(UploadItem item, CancellationToken cancellation)
    {
        while (true)
        {
            // If the window is full and its first item is still in the batcher, nothing but this ends the wait. The first
            // item is read before the attempt to add: it can change at any time.
            var firstIsInBatcher = ResultsWaitForBatcher();
            if (work.TryAdd(item))
                return;
            if (firstIsInBatcher)
                await ScheduleAsync(batcher.TakeOldest()!, cancellation).ConfigureAwait(false);
            else
                await work.WaitForRoomAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<UploadItem> InspectAsync(ImageUpload upload, CancellationToken cancellation)
    {
        if (upload.Problem is { } problem)
            return UploadItem.For(upload, upload.TagIds, new SourceFile(0, ImageStatus.ErrorSource, problem));
        var file = upload.Source == ImageSource.File ? Inspect(upload.Path) : default;
        if (file.Status is not null)
            return UploadItem.For(upload, upload.TagIds, file); // an image that isn't sent needs no tags
        var (boxes, invalid) = RegionBoxes.Convert(upload);
        if (invalid is not null)
            return UploadItem.For(upload, upload.TagIds, new SourceFile(0, ImageStatus.ErrorInvalidRegion, invalid));
        var ids = upload.TagIds;
        var regions = new ImageRegion[boxes.Count];
        try
        {
            foreach (var name in upload.TagNames)
            {
                var id = await FindTagAsync(name, upload, cancellation).ConfigureAwait(false);
                if (!ids.Contains(id))
                    ids = [.. ids, id];
            }

            for (var i = 0; i < regions.Length; i++)
            {
                var tagId = upload.Regions[i].TagId ?? await FindTagAsync(upload.Regions[i].TagName ?? "", upload, cancellation).ConfigureAwait(false);
                regions[i] = new ImageRegion
                {
                    TagId = tagId,
                    TagName = upload.Regions[i].TagName,
                    Left = boxes[i].Left,
                    Top = boxes[i].Top,
                    Width = boxes[i].Width,
                    Height = boxes[i].Height,
                };
            }
        }
        catch (TagException refused)
        {
            return UploadItem.For(upload, ids, new SourceFile(0, refused.Status, refused.Message), error: refused.InnerException);
        }

        var item = UploadItem.For(upload, ids, file, regions);
        item.Entry.OpenContent = openContent;
        if (journal is not null)
            await LookUpAsync(item, journal, cancellation).ConfigureAwait(false);
        return item;
    }

    /// <exception cref="TagException">The image can't be sent, because it or the tag is not valid.</exception>
    private async ValueTask<Guid> FindTagAsync(string name, ImageUpload upload, CancellationToken cancellation)
    {
        try
        {
            if (await tags.FindAsync(name, cancellation).ConfigureAwait(false) is { } id)
                return id;
            if (!tags.CanCreate(name))
                throw new TagException(ImageStatus.ErrorInvalidTag, tags.Explain(name));
            // A tag without images would make training fail.
            if (upload.Source == ImageSource.File && SourceFile.InspectFormat(upload.Path, options.Resizer is not null) is { Status: not null } refused)
                throw new TagException(refused.Status, refused.Message!);
            return await tags.CreateAsync(name, cancellation).ConfigureAwait(false);
        }
        catch (ServiceErrorException error) when (tags.IsRejected(name))
        {
            throw new TagException(ImageStatus.ErrorInvalidTag, $"The tag '{name}' could not be created: {error.Message}", error);
        }
    }

    // How long a resized image is, is not known before it is sent.
    private SourceFile Inspect(string path)
    {
        var file = SourceFile.Inspect(path, openContent is null ? options.LargestImage : long.MaxValue);
        return openContent is null ? file : file with { Length = Math.Min(file.Length, LongestResized) };
    }

    private async Task LookUpAsync(UploadItem item, UploadJournal journal, CancellationToken cancellation)
    {
        try
        {
            item.JournalKey = UploadJournal.KeyOf(item);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            item.Fail(ImageStatus.ErrorSource, SourceFile.WhyUnreadable(item.Entry.Location, cause));
            return;
        }

        if (await journal.FindAsync(item.JournalKey, api, cancellation).ConfigureAwait(false) is { } earlier)
            item.Succeed(earlier);
    }

    private async Task SendAsync(UploadBatch batch, CancellationToken cancellation)
    {
        await WaitForFirstAnswerAsync(cancellation).ConfigureAwait(false);
        await sender.SendAsync(batch.Items, cancellation).ConfigureAwait(false);
        firstAnswer.TrySetResult(true);
    }

    // The user sees the first result when the first request is answered. Where the service is so near that requests compete for
    // its processors, and not for the network, requests that start together would all be answered late.
    private async Task WaitForFirstAnswerAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref started, 1) == 0 || firstAnswer.Task.IsCompleted || options.HeadStart == TimeSpan.Zero)
            return;
        await Task.WhenAny(firstAnswer.Task, clock.Delay(options.HeadStart, cancellation)).ConfigureAwait(false);
    }

    private async Task OutputAsync(UploadItem item)
    {
        await onResult(item.Result!).ConfigureAwait(false);
        Counters.RecordOutput(item, item.Result!);
    }

    /// <summary>Why an image can't be sent with a tag.</summary>
    private sealed class TagException(string status, string message, Exception? cause = null) : Exception(message, cause)
    {
        public string Status { get; } = status;
    }
}
