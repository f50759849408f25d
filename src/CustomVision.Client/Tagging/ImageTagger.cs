using System.Net;
using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Sending;
using CustomVision.Training;

namespace CustomVision.Tagging;

/// <summary>
/// Puts tags on many images or takes them off, several images at once. Every image comes out exactly once, as one
/// <see cref="ImageTagResult"/>; what fails for one leaves the others alone. What is as it should be already is no failure.
/// </summary>
public sealed class ImageTagger
{
    private readonly TrainingClient client;
    private readonly Func<ImageTagResult, Task> onResult;
    private readonly ImageTaggerOptions options;
    private readonly RequestSender sender;

    /// <summary>Prepares the work; nothing is sent yet.</summary>
    /// <param name="client">The training service.</param>
    /// <param name="onResult">Takes each result. The next waits for it.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="onRetry">Told of each request that will be sent again, for logs. May be called by several at once.</param>
    public ImageTagger(
        TrainingClient client, Func<ImageTagResult, Task> onResult, ImageTaggerOptions? options = null, Func<RequestRetry, Task>? onRetry = null)
    {
        this.client = client;
        this.onResult = onResult;
        this.options = options ?? new ImageTaggerOptions();
        Counters = new ImageCounters(this.options.Clock);
        sender = new RequestSender(this.options, Counters, onRetry);
    }

    /// <summary>How far it is.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Puts tags on images until the input ends and every result is out, in the order of the input. For one call only.</summary>
    /// <param name="images">The images with the tags. A tag that an image has already is put on once more, which changes nothing.</param>
    /// <param name="cancellation">Breaks it off: requests under way are cancelled before this returns.</param>
    /// <exception cref="TaggingAbandonedException">Going on is pointless; the inner exception says why.</exception>
    public Task AddAsync(ChannelReader<ImageToTag> images, CancellationToken cancellation = default) =>
        AccountAsync(() => WorkAsync(images, TakeIn, AddAsync, PutOutAsync, cancellation), cancellation);

    /// <summary>
    /// Takes tags off images until the input ends and every result is out: first, in the order of the input, of the images
    /// whose labels are known, then of those that had to be looked up. For one call only.
    /// </summary>
    /// <param name="images">The images with the tags.</param>
    /// <param name="cancellation">Breaks it off: requests under way are cancelled before this returns.</param>
    /// <exception cref="TaggingAbandonedException">Going on is pointless; the inner exception says why.</exception>
    public Task RemoveAsync(ChannelReader<ImageToTag> images, CancellationToken cancellation = default) => AccountAsync(
        async () =>
        {
            var unsure = new List<TagItem>();
            await WorkAsync(images, TakeIn, RemoveKnownAsync, PutOutSureAsync, cancellation).ConfigureAwait(false);
            var search = new LabelSearch(client, sender.SendAsync);
            await search.RunAsync(unsure, cancellation).ConfigureAwait(false);
            var rest = Channel.CreateUnbounded<TagItem>();
            foreach (var item in unsure)
                rest.Writer.TryWrite(item);
            rest.Writer.Complete();
            await WorkAsync(rest.Reader, item => item, (item, token) => RemoveFoundAsync(item, search, token), PutOutAsync, cancellation).ConfigureAwait(false);

            Task PutOutSureAsync(TagItem item)
            {
                if (item.Unsure.Count == 0)
                    return PutOutAsync(item);
                unsure.Add(item);
                return Task.CompletedTask;
            }
        },
        cancellation);

    /// <summary>Whether every other request would fail the same way.</summary>
    internal static bool IsPointless(CustomVisionException failure) => failure
        is UnexpectedAnswerException
        or ServiceErrorException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden };

    private Task WorkAsync<TInput>(
        ChannelReader<TInput> input, Func<TInput, TagItem> takeIn, Func<TagItem, CancellationToken, Task> work, Func<TagItem, Task> putOut, CancellationToken cancellation) =>
        new OrderedWork<TInput, TagItem>(options.ThrottleLimit, options.Window, takeIn, work, putOut).RunAsync(input, cancellation);

    private async Task AccountAsync(Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (CustomVisionException pointless) when (!cancellation.IsCancellationRequested)
        {
            throw new TaggingAbandonedException(pointless, (int)Counters.Done);
        }
    }

    private TagItem TakeIn(ImageToTag image)
    {
        Counters.Saw(0);
        return new TagItem(image);
    }

    private async Task AddAsync(TagItem item, CancellationToken cancellation)
    {
        foreach (var tagId in item.Asked.TagIds)
            await TryAsync(
                item,
                tagId,
                async token => await client.PostImageLabelAsync(item.Asked.ProjectId, item.Asked.ImageId, tagId, token).ConfigureAwait(false),
                cancellation).ConfigureAwait(false);
    }

    private async Task RemoveKnownAsync(TagItem item, CancellationToken cancellation)
    {
        foreach (var tagId in item.Asked.TagIds)
            if (item.Asked.Labels.FirstOrDefault(label => label.TagId == tagId) is not { } known
                || !await TryRemoveAsync(item, tagId, known.LabelId, cancellation).ConfigureAwait(false))
                item.Unsure.Add(tagId);
    }

    private async Task RemoveFoundAsync(TagItem item, LabelSearch search, CancellationToken cancellation)
    {
        foreach (var tagId in item.Unsure)
        {
            try
            {
                if (search.LabelOf(item.Asked, tagId) is { } label && await TryRemoveAsync(item, tagId, label, cancellation).ConfigureAwait(false))
                    continue;
                item.IsNotThere(tagId);
            }
            catch (CustomVisionException failure) when (!IsPointless(failure))
            {
                item.Fail(tagId, failure);
            }
        }
    }

    /// <summary>False when the image does not have that label.</summary>
    private async Task<bool> TryRemoveAsync(TagItem item, Guid tagId, Guid labelId, CancellationToken cancellation)
    {
        var isThere = true;
        await TryAsync(item, tagId, RemoveAsync, cancellation).ConfigureAwait(false);
        return isThere;

        async Task<Image?> RemoveAsync(CancellationToken token)
        {
            try
            {
                return await client.DeleteImageLabelAsync(item.Asked.ProjectId, item.Asked.ImageId, labelId, token).ConfigureAwait(false);
            }
            catch (ServiceErrorException refusal) when (IsOfTheLabel(refusal))
            {
                isThere = false;
                return null;
            }
        }
    }

    // No version publishes a code for a label that is not there.
    private static bool IsOfTheLabel(ServiceErrorException refusal) =>
        refusal is { StatusCode: HttpStatusCode.NotFound, ServiceCode: not ("NotFoundImage" or "NotFoundProject") };

    private async Task TryAsync(TagItem item, Guid tagId, Func<CancellationToken, Task<Image?>> request, CancellationToken cancellation)
    {
        try
        {
            item.Image = await sender.SendAsync(item.Asked.ImageId.ToString(), request, cancellation).ConfigureAwait(false) ?? item.Image;
        }
        catch (CustomVisionException failure) when (!IsPointless(failure))
        {
            item.Fail(tagId, failure);
        }
    }

    private async Task PutOutAsync(TagItem item)
    {
        await onResult(item.Result()).ConfigureAwait(false);
        Counters.Finished(0);
    }
}
