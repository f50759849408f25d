using System.Threading.Channels;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Tagging;

/// <summary>
/// Adds tags to images or removes them and returns one <see cref="ImageTagResult"/> per image. Several requests run at
/// once. Versions from 3.0 change many images in one request. A failure for one image doesn't affect the others, and a tag
/// that is already as requested is no failure.
/// </summary>
public sealed class ImageTagger
{
    private const int Window = 1024;

    private readonly CustomVisionClient client;
    private readonly ITrainingApi api;
    private readonly Func<ImageTagResult, Task> onResult;

    /// <summary>Creates a tagger. No request is sent.</summary>
    /// <param name="client">The service. Its options set the number of concurrent requests and the retries.</param>
    /// <param name="onResult">Receives each result. The next waits for it.</param>
    public ImageTagger(CustomVisionClient client, Func<ImageTagResult, Task> onResult)
    {
        this.client = client;
        this.onResult = onResult;
        api = client.Training;
        Counters = new ImageCounters(client);
    }

    /// <summary>Whether results contain the image. Versions from 3.0 need a further request per image for that.</summary>
    public bool ReturnImages { get; init; }

    /// <summary>The progress.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Adds tags until the input ends and every result is output, in input order. Call it once.</summary>
    /// <param name="images">The images with the tags. A tag that an image already has is added again, which changes nothing.</param>
    /// <param name="cancellation">Cancels the work: requests are cancelled before this returns.</param>
    /// <exception cref="AbandonedException">No further request can succeed.</exception>
    public Task AddAsync(ChannelReader<ImageToTag> images, CancellationToken cancellation = default) => ReportAbandonedAsync(
        () => api.Version.IsV1
            ? RunAsync(images, TakeIn, AddAsync, OutputAsync, cancellation)
            : NewBatches(TagBatches.Sending.Adding).RunAsync(images, cancellation),
        cancellation);

    /// <summary>
    /// Removes tags until the input ends and every result is output, in input order. With version 1.0, the images whose labels
    /// had to be looked up come last. Call it once.
    /// </summary>
    /// <param name="images">The images with the tags.</param>
    /// <param name="cancellation">Cancels the work: requests are cancelled before this returns.</param>
    /// <exception cref="AbandonedException">No further request can succeed.</exception>
    public Task RemoveAsync(ChannelReader<ImageToTag> images, CancellationToken cancellation = default) => ReportAbandonedAsync(
        async () =>
        {
            if (!api.Version.IsV1)
            {
                await NewBatches(TagBatches.Sending.Removing).RunAsync(images, cancellation).ConfigureAwait(false);
                return;
            }

            var withoutLabel = new List<TagItem>();
            await RunAsync(images, TakeIn, RemoveKnownAsync, OutputOrKeepAsync, cancellation).ConfigureAwait(false);
            var search = new LabelSearch(api);
            await search.RunAsync(withoutLabel, cancellation).ConfigureAwait(false);
            var rest = Channel.CreateUnbounded<TagItem>();
            foreach (var item in withoutLabel)
                rest.Writer.TryWrite(item);
            rest.Writer.Complete();
            await RunAsync(rest.Reader, item => item.Again(), (item, token) => RemoveFoundAsync(item, search, token), OutputAsync, cancellation).ConfigureAwait(false);

            Task OutputOrKeepAsync(TagItem item)
            {
                if (item.WithoutLabel.Count == 0)
                    return OutputAsync(item);
                withoutLabel.Add(item);
                return Task.CompletedTask;
            }
        },
        cancellation);

    private Task RunAsync<TInput>(
        ChannelReader<TInput> input, Func<TInput, TagItem> takeIn, Func<TagItem, CancellationToken, Task> process, Func<TagItem, Task> output, CancellationToken cancellation) =>
        new OrderedWork<TagItem>(client.Options.ThrottleLimit, Window, output).RunAsync(
            input,
            takeIn,
            async (item, token) =>
            {
                await process(item, token).ConfigureAwait(false);
                item.CompleteRequest();
            },
            cancellation);

    private async Task ReportAbandonedAsync(Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new AbandonedException(failure, Counters.Done);
        }
    }

    private TagItem TakeIn(ImageToTag image)
    {
        Counters.RecordInput(0);
        return new TagItem(image);
    }

    private async Task AddAsync(TagItem item, CancellationToken cancellation)
    {
        foreach (var tagId in item.Request.TagIds)
        {
            try
            {
                item.Image = await api.AddImageTagAsync(item.Request.ProjectId, item.Request.ImageId, tagId, cancellation).ConfigureAwait(false);
            }
            catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything)
            {
                item.AddFailure(tagId, failure);
            }
        }
    }

    private TagBatches NewBatches(TagBatches.Sending sending) => new(client, sending, OutputAsync) { ReturnImages = ReturnImages, TakeIn = TakeIn };

    private static ImageTag? FindKnown(TagItem item, Guid tagId) => item.Request.Tags.FirstOrDefault(tag => tag.TagId == tagId);

    private async Task RemoveKnownAsync(TagItem item, CancellationToken cancellation)
    {
        foreach (var tagId in item.Request.TagIds)
            if (FindKnown(item, tagId) is not { } known
                || !await TryRemoveAsync(item, tagId, () => known, cancellation).ConfigureAwait(false))
                item.WithoutLabel.Add(tagId);
    }

    private async Task RemoveFoundAsync(TagItem item, LabelSearch search, CancellationToken cancellation)
    {
        foreach (var tagId in item.WithoutLabel)
            if (!await TryRemoveAsync(item, tagId, () => search.LabelOf(item.Request, tagId), cancellation).ConfigureAwait(false))
                item.AddNotPresent(tagId);
    }

    /// <summary>False when the image doesn't have the label.</summary>
    private async Task<bool> TryRemoveAsync(TagItem item, Guid tagId, Func<ImageTag?> findLabel, CancellationToken cancellation)
    {
        try
        {
            if (findLabel() is not { } label
                || !await api.RemoveImageTagAsync(item.Request.ProjectId, item.Request.ImageId, label, cancellation).ConfigureAwait(false))
                return false;
        }
        catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything)
        {
            item.AddFailure(tagId, failure);
        }

        return true;
    }

    private async Task OutputAsync(TagItem item)
    {
        await onResult(item.Result!).ConfigureAwait(false);
        Counters.RecordOutput(0);
    }
}
