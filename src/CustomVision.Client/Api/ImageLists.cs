using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>
/// The lists of images of versions before 3.3, as one list: tagged images, and untagged ones. All images are the tagged ones
/// followed by the untagged ones.
/// </summary>
/// <param name="operations">The operations to read, one after the other.</param>
/// <param name="filter">The page size and how many images to skip.</param>
/// <param name="getPage">Requests a page of an operation. The count includes elements that are null and were left out.</param>
internal sealed class ImageLists(
    IEnumerable<string> operations, ImageFilter filter, Func<string, int, CancellationToken, Task<(int Count, IReadOnlyList<Image> Images)>> getPage)
{
    // A service that ignores the page size returns its default of 50. A shorter page is the last of its list.
    private const int DefaultPage = 50;

    private readonly Queue<string> operations = new(operations);

    public PagedList<Image> ToPagedList()
    {
        // One list skips in the service. Of two, the first is read to its end: how much the second must skip is not known before.
        var (position, skip) = operations.Count == 1 ? (filter.Skip, 0) : (0, filter.Skip);
        return new PagedList<Image>(token => PageAsync(position, skip, token), image => image.Id);
    }

    /// <summary>A list of one operation, whatever its items.</summary>
    public static PagedList<T> Of<T>(
        string operation, ImageFilter filter, Func<int, CancellationToken, Task<(int Count, IReadOnlyList<T> Items)>> getPage, Func<T, Guid> idOf)
    {
        return new PagedList<T>(token => PageAsync(filter.Skip, token), idOf);

        async Task<PagedList<T>.Page> PageAsync(int position, CancellationToken cancellation)
        {
            var (count, items) = await getPage(position, cancellation).ConfigureAwait(false);
            var isLast = count < Math.Min(filter.PageSize, DefaultPage);
            return new PagedList<T>.Page(operation, items, isLast ? null : token => PageAsync(position + count, token));
        }
    }

    /// <summary>Filters a list by tags in the client, for more tags than the service accepts in a request.</summary>
    /// <param name="operation">The operation that returns the list.</param>
    /// <param name="all">The list, not filtered by tags.</param>
    /// <param name="filter">The tags, of which an item must have one, and the number of such items to skip.</param>
    /// <param name="tagsOf">The tags of an item.</param>
    /// <param name="idOf">The id of an item.</param>
    public static PagedList<T> WithAnyTag<T>(
        string operation, PagedList<T> all, ImageFilter filter, Func<T, IEnumerable<ImageTag>> tagsOf, Func<T, Guid> idOf)
    {
        var wanted = new HashSet<Guid>(filter.TagIds);
        var skip = filter.Skip;
        return new PagedList<T>(PageAsync, idOf);

        async Task<PagedList<T>.Page> PageAsync(CancellationToken cancellation)
        {
            if (await all.NextPageAsync(cancellation).ConfigureAwait(false) is not { } page)
                return new PagedList<T>.Page(operation, [], FetchNext: null);
            var selected = page.Where(item => tagsOf(item).Any(tag => wanted.Contains(tag.TagId))).ToList();
            var skipped = Math.Min(skip, selected.Count);
            skip -= skipped;
            return new PagedList<T>.Page(operation, selected.GetRange(skipped, selected.Count - skipped), PageAsync);
        }
    }

    private async Task<PagedList<Image>.Page> PageAsync(int position, int skip, CancellationToken cancellation)
    {
        var operation = operations.Peek();
        var (count, images) = await getPage(operation, position, cancellation).ConfigureAwait(false);
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
