using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api.V1;

/// <summary>
/// The lists of images of version 1.0, as one list. There are three operations: by tags, tagged, and untagged. All images
/// are the tagged ones followed by the untagged ones.
/// </summary>
internal sealed class ImageLists(TrainingApi api, Guid projectId, ImageFilter filter)
{
    // A service that ignores the page size returns its default of 50. A shorter page is the last of its list.
    private const int DefaultPage = 50;

    private readonly Queue<string> operations = new(
        filter.TagIds.Count > 0 ? ["GetImagesByTags"]
        : filter.Status == TaggingStatus.Tagged ? ["GetAllTaggedImages"]
        : filter.Status == TaggingStatus.Untagged ? ["GetAllUntaggedImages"]
        : ["GetAllTaggedImages", "GetAllUntaggedImages"]);

    public PagedList<Image> ToPagedList()
    {
        // One list skips in the service. Of two, the first is read to its end: how much the second must skip is not known before.
        var (position, skip) = operations.Count == 1 ? (filter.Skip, 0) : (0, filter.Skip);
        return new PagedList<Image>(token => PageAsync(position, skip, token), image => image.Id);
    }

    private async Task<PagedList<Image>.Page> PageAsync(int position, int skip, CancellationToken cancellation)
    {
        var operation = operations.Peek();
        var (count, images) = await api.GetPageAsync(operation, projectId, filter, position, cancellation).ConfigureAwait(false);
        var left = Math.Max(0, skip - count);
        var next = position + count;
        if (count < Math.Min(filter.PageSize, DefaultPage))
        {
            operations.Dequeue();
            next = 0;
        }

        return new PagedList<Image>.Page(
            operation,
            skip == 0 ? images : [.. images.Skip(skip)],
            operations.Count == 0 ? null : token => PageAsync(next, left, token));
    }
}

/// <summary>Counts the attempts of images that are sent as references.</summary>
internal static class ReferenceRequests
{
    public static ApiRequest<T> CountingAttempts<T>(this ApiRequest<T> request, IReadOnlyList<ImageEntry> images)
    {
        var content = request.Content!;
        return request with
        {
            Content = () =>
            {
                foreach (var image in images)
                    image.Attempts++;
                return content();
            },
        };
    }
}
