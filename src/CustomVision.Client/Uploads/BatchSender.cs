using System.Net;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Uploads;

/// <summary>
/// Sends the images of one batch and completes each of them. Retries are the pipeline's; this splits a request that was
/// rejected as a whole, so that one bad image doesn't fail the others.
/// </summary>
internal sealed class BatchSender(ITrainingApi api, Guid projectId, UploadJournal? journal, bool tagDuplicates)
{
    private const string Truncated = "The service stored the image, but the JPEG file has no end marker. Part of the image may be missing.";

    /// <summary>Completes every item that is not completed.</summary>
    /// <exception cref="CustomVisionException">No image can succeed: the key is rejected, or the project doesn't exist.</exception>
    public async Task SendAsync(IReadOnlyList<UploadItem> items, CancellationToken cancellation)
    {
        var entries = new ImageEntry[items.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = items[i].Entry;
        IReadOnlyList<ImageCreateResult?> results;
        try
        {
            results = await api.CreateImagesAsync(projectId, entries, cancellation).ConfigureAwait(false);
        }
        catch (ImageReadException failure)
        {
            foreach (var image in failure.Images)
                items[image.Index].Fail(image.Status, image.Message, image.Cause);
            await SendRestAsync(items, cancellation).ConfigureAwait(false);
            return;
        }
        catch (CustomVisionException failure) when (failure.Scope is not (FailureScope.Everything or FailureScope.Project))
        {
            if (items.Count > 1 && IsSplittable(failure, items[0].Entry.Attempts))
            {
                await SendAsync([.. items.Take(items.Count / 2)], cancellation).ConfigureAwait(false);
                await SendAsync([.. items.Skip(items.Count / 2)], cancellation).ConfigureAwait(false);
                return;
            }

            foreach (var item in items)
                item.Fail(failure.Scope == FailureScope.Tags ? ImageStatus.ErrorInvalidTag : ImageStatus.ErrorRequest, failure.Message, failure);
            return;
        }

        await CompleteAsync(items, results, cancellation).ConfigureAwait(false);
        if (items.Count == 1)
            items[0].Fail(ImageStatus.ErrorUnknown, "The service did not return one result for the image.");
        else
            foreach (var unmatched in items.Where(item => !item.IsCompleted))
                await SendAsync([unmatched], cancellation).ConfigureAwait(false); // alone, its result needs no name
    }

    // One image may be the cause, or too many images: the service timed out twice.
    private static bool IsSplittable(CustomVisionException failure, int attempts) =>
        failure.Scope == FailureScope.Image || (failure is ServiceErrorException { StatusCode: HttpStatusCode.RequestTimeout } && attempts > 1);

    private Task SendRestAsync(IReadOnlyList<UploadItem> items, CancellationToken cancellation)
    {
        UploadItem[] rest = [.. items.Where(item => !item.IsCompleted)];
        return rest.Length == 0 ? Task.CompletedTask : SendAsync(rest, cancellation);
    }

    private async Task CompleteAsync(IReadOnlyList<UploadItem> items, IReadOnlyList<ImageCreateResult?> results, CancellationToken cancellation)
    {
        // The journal is written first: an image whose result was output must never be sent again.
        if (journal is not null)
            journal.Record(
                from i in Enumerable.Range(0, items.Count)
                let result = results[i]
                where result is { IsStored: true, Image: not null }
                select (items[i].JournalKey!, result.Image!.Id, result.Status));
        for (var i = 0; i < items.Count; i++)
            if (results[i] is { Status: ImageStatus.OKDuplicate, Image: { } image } duplicate && IsIncomplete(items[i].Entry, image))
                await CompleteDuplicateAsync(items[i], duplicate, cancellation).ConfigureAwait(false);
            else if (results[i] is { Status: ImageStatus.OK } stored && items[i].Entry.LacksJpegEnd && JpegFile.IsTruncated(items[i].Entry.Location))
                items[i].Complete(stored, Truncated);
            else if (results[i] is { } result)
                items[i].Succeed(result);
    }

    private static bool IsIncomplete(ImageEntry entry, Image image) => entry.Regions.Count > 0 || MissingTags(entry, image).Count > 0;

    private static List<Guid> MissingTags(ImageEntry entry, Image image) => [.. entry.TagIds.Where(id => image.Tags.All(tag => tag.TagId != id))];

    // The service does not add tags and regions to an image that it has.
    private async Task CompleteDuplicateAsync(UploadItem item, ImageCreateResult result, CancellationToken cancellation)
    {
        var image = result.Image!;
        var missing = MissingTags(item.Entry, image);
        var added = 0;
        var hasRegions = item.Entry.Regions.Count == 0;
        CustomVisionException? error = null;
        try
        {
            for (; tagDuplicates && added < missing.Count; added++)
                image = await api.AddImageTagAsync(projectId, image.Id, missing[added], cancellation).ConfigureAwait(false) ?? image;
            if (tagDuplicates && !hasRegions)
            {
                await AddRegionsAsync(image.Id, item.Entry.Regions, cancellation).ConfigureAwait(false);
                hasRegions = true;
            }

            if (tagDuplicates && !api.Version.IsV1)
                image = await api.GetImagesByIdAsync(projectId, [image.Id], null, cancellation).ConfigureAwait(false) is [var changed, ..] ? changed : image;
        }
        catch (CustomVisionException failure) when (failure.Scope is not (FailureScope.Everything or FailureScope.Project))
        {
            error = failure;
        }

        var left = (error is null, string.Join(", ", missing.Skip(added))) switch
        {
            (_, "") when hasRegions => null,
            (true, "") => "The regions were not added to it. Use -TagDuplicate to add them.",
            (false, "") => $"The regions could not be added to it. {error!.Message}",
            (true, var tags) => $"These tags were not added to it: {tags}. Use -TagDuplicate to add them{(hasRegions ? "" : " and the regions")}.",
            (false, var tags) => $"These tags could not be added to it: {tags}. {error!.Message}",
        };
        item.Complete(
            new ImageCreateResult { Status = result.Status, SourceUrl = result.SourceUrl, Image = image, Error = error },
            left is null ? null : $"The project already has this image. {left}");
    }

    private async Task AddRegionsAsync(Guid imageId, IReadOnlyList<ImageRegion> regions, CancellationToken cancellation)
    {
        const int LargestRequest = 64;
        for (var start = 0; start < regions.Count; start += LargestRequest)
            await api.CreateImageRegionsAsync(
                projectId,
                [.. regions.Skip(start).Take(LargestRequest).Select(region => new ImageRegion
                {
                    ImageId = imageId,
                    TagId = region.TagId,
                    Left = region.Left,
                    Top = region.Top,
                    Width = region.Width,
                    Height = region.Height,
                })],
                cancellation).ConfigureAwait(false);
    }
}
