using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Sending;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>
/// Uploads images: every input comes out exactly once, in the order it came in, as one <see cref="ImageCreateResult"/>.
/// </summary>
/// <remarks>
/// Three parts run beside each other. The input looks at each file and gathers batches by tags; some senders take full
/// batches and settle their images; the output waits for each image in turn. What is between input and output is
/// bounded, so a slow service or a slow reader of results slows the input down, and nothing piles up.
/// </remarks>
public sealed class ImageUploader : IDisposable
{
    private readonly ImageUploaderOptions options;
    private readonly Func<ImageCreateResult, Task> onResult;
    private readonly Batcher batcher;
    private readonly BatchSender sender;
    private readonly TagDirectory tags;
    private readonly UploadJournal? journal;
    private readonly IClock clock;

    private readonly OrderedOutput<UploadItem> output;
    private readonly Channel<UploadBatch> ready;
    private readonly TaskCompletionSource<bool> firstIsBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int busySenders;
    private int begun;

    /// <summary>Prepares an upload; nothing is sent yet.</summary>
    /// <param name="client">The training service.</param>
    /// <param name="projectId">The project to upload to.</param>
    /// <param name="onResult">Takes each result. The next waits for it.</param>
    /// <param name="options">Sizes and limits; null for the defaults.</param>
    /// <param name="onRetry">Told of each batch that will be sent again, for logs. May be called by several senders at once.</param>
    /// <exception cref="UploadJournalException">The journal cannot be used.</exception>
    public ImageUploader(
        TrainingClient client,
        Guid projectId,
        Func<ImageCreateResult, Task> onResult,
        ImageUploaderOptions? options = null,
        Func<UploadRetry, Task>? onRetry = null)
    {
        this.options = options ?? new ImageUploaderOptions();
        this.onResult = onResult;
        clock = this.options.Clock;
        Counters = new UploadCounters(clock);
        batcher = new Batcher(this.options.BatchSize, this.options.BatchBytes);
        var retry = new RetryPolicy(this.options.MaxRetry, this.options.RetryTimeout, clock);
        tags = new TagDirectory(client, projectId, this.options.CreateTags, retry);
        output = new OrderedOutput<UploadItem>(this.options.Window, item => item.Result, PutOutAsync);
        ready = Channel.CreateBounded<UploadBatch>(new BoundedChannelOptions(1) { SingleWriter = true });
        journal = this.options.JournalPath is { } path ? UploadJournal.Open(path, projectId) : null;
        sender = new BatchSender(
            client,
            projectId,
            retry,
            new ConcurrencyGate(this.options.ThrottleLimit),
            clock,
            Counters,
            journal,
            onRetry ?? (_ => Task.CompletedTask));
    }

    /// <summary>How far it is.</summary>
    public UploadCounters Counters { get; }

    /// <summary>Uploads until the input ends and every result is out. For one call only.</summary>
    /// <param name="uploads">The images.</param>
    /// <param name="cancellation">Breaks it off: requests under way are cancelled and files closed before this returns.</param>
    /// <exception cref="UploadAbandonedException">Going on is pointless: the key is refused, or the project unknown.</exception>
    public async Task UploadAsync(ChannelReader<ImageUpload> uploads, CancellationToken cancellation = default)
    {
        try
        {
            await ParallelParts.RunAsync(
                [
                    token => TakeInAsync(uploads, token),
                    .. Enumerable.Repeat<Func<CancellationToken, Task>>(SendAsync, options.ThrottleLimit),
                    output.RunAsync,
                ],
                cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException pointless) when (!cancellation.IsCancellationRequested)
        {
            await output.PutOutSettledAsync().ConfigureAwait(false);
            throw new UploadAbandonedException(pointless, (int)Counters.Done);
        }
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose() => journal?.Dispose();

    private async Task TakeInAsync(ChannelReader<ImageUpload> uploads, CancellationToken cancellation)
    {
        while (await NextInputAsync(uploads, cancellation).ConfigureAwait(false))
            while (uploads.TryRead(out var upload))
            {
                await AddAsync(upload, cancellation).ConfigureAwait(false);
                await SendLingeringAsync(cancellation).ConfigureAwait(false);
            }

        output.Complete();
        while (batcher.TakeOldest() is { } rest)
            await ready.Writer.WriteAsync(rest, cancellation).ConfigureAwait(false);
        ready.Writer.Complete();
    }

    // While the input pauses, images that have waited long enough for company go out.
    private async Task<bool> NextInputAsync(ChannelReader<ImageUpload> uploads, CancellationToken cancellation)
    {
        var next = uploads.WaitToReadAsync(cancellation).AsTask();
        while (!next.IsCompleted && batcher.Oldest is not null)
        {
            using var paused = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(next, clock.Delay(options.Linger, paused.Token)).ConfigureAwait(false);
            paused.Cancel();
            await SendLingeringAsync(cancellation).ConfigureAwait(false);
        }

        return await next.ConfigureAwait(false);
    }

    private async Task SendLingeringAsync(CancellationToken cancellation)
    {
        if (batcher.Oldest is { } oldest && clock.Now - oldest >= options.Linger && Volatile.Read(ref busySenders) < options.ThrottleLimit)
            await ready.Writer.WriteAsync(batcher.TakeOldest()!, cancellation).ConfigureAwait(false);
    }

    private async Task AddAsync(ImageUpload upload, CancellationToken cancellation)
    {
        var item = await InspectAsync(upload, cancellation).ConfigureAwait(false);
        Counters.Saw(item.Length);
        await EnterWindowAsync(item, cancellation).ConfigureAwait(false);
        if (!item.IsSettled)
            foreach (var full in batcher.Add(item, clock.Now))
                await ready.Writer.WriteAsync(full, cancellation).ConfigureAwait(false);
    }

    private async Task EnterWindowAsync(UploadItem item, CancellationToken cancellation)
    {
        while (true)
        {
            // Only what is sent from here can end the wait of a first image that waits for company: look before trying,
            // as it may become first at any time, and not only when the window is full.
            var firstIsHere = output.TryPeek(out var first) && first == batcher.First;
            if (output.TryEnter(item))
                return;
            if (firstIsHere)
                await ready.Writer.WriteAsync(batcher.TakeOldest()!, cancellation).ConfigureAwait(false);
            else
                await output.WaitForRoomAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<UploadItem> InspectAsync(ImageUpload upload, CancellationToken cancellation)
    {
        var ids = upload.TagIds;
        foreach (var name in upload.TagNames)
        {
            try
            {
                if (await tags.FindAsync(name, cancellation).ConfigureAwait(false) is not { } id)
                    return WithoutTag(upload, Unknown(name));
                if (!ids.Contains(id))
                    ids = [.. ids, id];
            }
            catch (ServiceErrorException refusal) when (tags.IsRefused(name))
            {
                return WithoutTag(upload, $"The tag '{name}' could not be made: {refusal.Message}", refusal);
            }
        }

        var item = upload.Source == ImageSource.File
            ? UploadItem.For(upload.Path, ids, SourceFile.Inspect(upload.Path, options.LargestImage))
            : new UploadItem(upload.Path, ids, upload.Source);
        if (journal is not null && !item.IsSettled)
            LookUp(item, journal);
        return item;
    }

    private string Unknown(string name)
    {
        var meant = string.Join(" or ", tags.WithShortId(name).Select(tag => $"'{tag.Key}' ({tag.Value})"));
        return $"The project has no tag named '{name}'." + (meant.Length == 0 ? "" : $" An id begins so, which is not enough: give the name or the whole id of {meant}.");
    }

    private static UploadItem WithoutTag(ImageUpload upload, string message, Exception? error = null)
    {
        var item = new UploadItem(upload.Path, upload.TagIds, upload.Source);
        item.Fail(ImageStatus.ErrorInvalidTag, message, error);
        return item;
    }

    private static void LookUp(UploadItem item, UploadJournal journal)
    {
        try
        {
            item.JournalKey = UploadJournal.KeyOf(item);
            if (journal.Find(item.JournalKey) is { } earlier)
                item.Settle(earlier);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            item.Fail(ImageStatus.ErrorSource, SourceFile.WhyUnreadable(item.Path, cause));
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        while (await ready.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            while (ready.Reader.TryRead(out var batch))
            {
                Interlocked.Increment(ref busySenders);
                await LetFirstGoAheadAsync(cancellation).ConfigureAwait(false);
                await sender.SendAsync(batch, cancellation).ConfigureAwait(false);
                Interlocked.Decrement(ref busySenders);
                firstIsBack.TrySetResult(true);
            }
    }

    // Whoever waits for the first result sees it when one batch is through. Where the service is so near that batches compete for
    // its processors, and not for the line, the first would otherwise come back with the last of those sent at the same time.
    private async Task LetFirstGoAheadAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref begun, 1) == 0 || firstIsBack.Task.IsCompleted || options.HeadStart == TimeSpan.Zero)
            return;
        await Task.WhenAny(firstIsBack.Task, clock.Delay(options.HeadStart, cancellation)).ConfigureAwait(false);
    }

    private async Task PutOutAsync(UploadItem item)
    {
        var result = await item.Result.ConfigureAwait(false);
        await onResult(result).ConfigureAwait(false);
        Counters.Finished(item, result);
    }
}
