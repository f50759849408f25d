using System.Net;
using System.Threading.Channels;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Tagging;

/// <summary>
/// Changes the tags of many images in one request, as versions from 3.0 allow. A request that is rejected as a whole is split,
/// so that one image or tag that doesn't exist fails alone.
/// </summary>
internal sealed class TagBatches(CustomVisionClient client, TagBatches.Sending sending, Func<TagItem, Task> output)
{
    private const int Window = 1024;

    // The limits of the service.
    private const int LargestAddition = 128;
    private const int LargestRemovalImages = 64;
    private const int LargestRemovalTags = 20;

    // A pause of the input must not hold back the results of earlier images.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private readonly ITrainingApi api = client.Training;

    /// <summary>Whether tags are added or removed.</summary>
    public enum Sending
    {
        /// <summary>Tags are added: up to 128 pairs of image and tag per request.</summary>
        Adding,

        /// <summary>Tags are removed: the same tags from up to 64 images per request.</summary>
        Removing,
    }

    /// <summary>Whether the images are read after the change, in one request per batch.</summary>
    public bool ReturnImages { get; init; }

    /// <summary>Creates the item of an input.</summary>
    public Func<ImageToTag, TagItem> TakeIn { get; init; } = image => new TagItem(image);

    /// <summary>Processes inputs until the input ends and every item is output, in input order.</summary>
    public Task RunAsync(ChannelReader<ImageToTag> input, CancellationToken cancellation)
    {
        var work = new OrderedWork<TagItem>(client.Options.ThrottleLimit, Window, output);
        return work.RunAsync(token => TakeInAsync(work, input, token), cancellation);
    }

    private async Task TakeInAsync(OrderedWork<TagItem> work, ChannelReader<ImageToTag> input, CancellationToken cancellation)
    {
        var batch = new List<TagItem>();
        while (await WaitForInputAsync().ConfigureAwait(false))
            while (input.TryRead(out var image))
            {
                var item = TakeIn(image);
                if (batch.Count > 0 && !FitsTogether(batch, item))
                    await FlushAsync().ConfigureAwait(false);
                while (!work.TryAdd(item))
                {
                    await FlushAsync().ConfigureAwait(false); // Its items can be what the window waits for.
                    await work.WaitForRoomAsync(cancellation).ConfigureAwait(false);
                }

                batch.Add(item);
            }

        await FlushAsync().ConfigureAwait(false);

        async Task<bool> WaitForInputAsync()
        {
            var next = input.WaitToReadAsync(cancellation).AsTask();
            if (!next.IsCompleted && batch.Count > 0)
            {
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(next, client.Options.Clock.Delay(Linger, pause.Token)).ConfigureAwait(false);
                pause.Cancel();
                if (!next.IsCompleted)
                    await FlushAsync().ConfigureAwait(false);
            }

            return await next.ConfigureAwait(false);
        }

        async Task FlushAsync()
        {
            if (batch.Count == 0)
                return;
            var full = batch;
            batch = [];
            await work.ScheduleAsync(token => SendAsync(full, token), cancellation).ConfigureAwait(false);
        }
    }

    private bool FitsTogether(List<TagItem> batch, TagItem item)
    {
        if (batch[0].Request.ProjectId != item.Request.ProjectId)
            return false;
        return sending == Sending.Adding
            ? batch.Sum(one => one.Request.TagIds.Count) + item.Request.TagIds.Count <= LargestAddition
            : batch.Count < LargestRemovalImages && ImageRequests.KeyOf(batch[0].Request.TagIds) == ImageRequests.KeyOf(item.Request.TagIds);
    }

    private async Task SendAsync(List<TagItem> items, CancellationToken cancellation)
    {
        if (sending == Sending.Adding)
        {
            var pairs = items.SelectMany(item => item.Request.TagIds.Select(tagId => (Item: item, TagId: tagId))).ToList();
            for (var start = 0; start < pairs.Count; start += LargestAddition)
                await AddAsync(pairs.GetRange(start, Math.Min(LargestAddition, pairs.Count - start)), cancellation).ConfigureAwait(false);
        }
        else
        {
            var tagIds = items[0].Request.TagIds;
            for (var start = 0; start < tagIds.Count; start += LargestRemovalTags)
                await RemoveAsync(items, [.. tagIds.Skip(start).Take(LargestRemovalTags)], cancellation).ConfigureAwait(false);
        }

        if (ReturnImages)
            await ReadImagesAsync(items, cancellation).ConfigureAwait(false);
        foreach (var item in items)
            item.CompleteRequest();
    }

    private async Task AddAsync(List<(TagItem Item, Guid TagId)> pairs, CancellationToken cancellation)
    {
        try
        {
            var requested = pairs.Select(pair => new ImageTagPair(pair.Item.Request.ImageId, pair.TagId)).Distinct().ToList();
            var refused = await api.AddImageTagsAsync(pairs[0].Item.Request.ProjectId, requested, cancellation).ConfigureAwait(false);
            foreach (var (item, tagId) in pairs.Where(pair => refused.Contains(new ImageTagPair(pair.Item.Request.ImageId, pair.TagId))))
                item.AddFailure(tagId, new ServiceErrorException(
                    "CreateImageTags",
                    HttpStatusCode.OK,
                    new ServiceError(ImageStatus.ErrorTagLimitExceed, "The service did not add the tag. The image may have reached the limit of 100 tags."),
                    requestId: null,
                    retryAfter: null));
        }
        catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything)
        {
            if (pairs.Count > 1 && IsSplittable(failure))
            {
                var half = pairs.Count / 2;
                await AddAsync(pairs.GetRange(0, half), cancellation).ConfigureAwait(false);
                await AddAsync(pairs.GetRange(half, pairs.Count - half), cancellation).ConfigureAwait(false);
                return;
            }

            foreach (var (item, tagId) in pairs)
                item.AddFailure(tagId, failure);
        }
    }

    private async Task RemoveAsync(List<TagItem> items, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        try
        {
            Guid[] imageIds = [.. items.Select(item => item.Request.ImageId).Distinct()];
            await api.RemoveImageTagsAsync(items[0].Request.ProjectId, imageIds, tagIds, cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything)
        {
            if (items.Count > 1 && IsSplittable(failure))
            {
                var half = items.Count / 2;
                await RemoveAsync(items.GetRange(0, half), tagIds, cancellation).ConfigureAwait(false);
                await RemoveAsync(items.GetRange(half, items.Count - half), tagIds, cancellation).ConfigureAwait(false);
                return;
            }

            if (tagIds.Count > 1 && IsSplittable(failure))
            {
                foreach (var tagId in tagIds)
                    await RemoveAsync(items, [tagId], cancellation).ConfigureAwait(false);
                return;
            }

            foreach (var item in items)
                foreach (var tagId in tagIds)
                    item.AddFailure(tagId, failure);
        }
    }

    // A failure of the connection or of the project would only repeat itself.
    private static bool IsSplittable(CustomVisionException failure) => failure.Scope is FailureScope.Image or FailureScope.Tags or FailureScope.Request;

    private async Task ReadImagesAsync(List<TagItem> items, CancellationToken cancellation)
    {
        Guid[] ids = [.. items.Select(item => item.Request.ImageId).Distinct()];
        var images = await api.GetImagesByIdAsync(items[0].Request.ProjectId, ids, iterationId: null, cancellation).ConfigureAwait(false);
        var byId = images.GroupBy(image => image.Id).ToDictionary(group => group.Key, group => group.First());
        foreach (var item in items)
            item.Image = byId.TryGetValue(item.Request.ImageId, out var image) ? image : null;
    }
}
