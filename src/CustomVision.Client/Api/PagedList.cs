using System.Net;
using CustomVision.Http;

namespace CustomVision.Api;

/// <summary>
/// A list that is read page by page. It is complete, or reading it throws: a page or continuation token that repeats is an
/// error, because the rest of the list cannot be reached.
/// </summary>
public sealed class PagedList<T>
{
    private readonly Func<T, Guid> idOf;
    private readonly HashSet<string> continuations = new(StringComparer.Ordinal);
    private Func<CancellationToken, Task<Page>>? fetchNext;
    private IReadOnlyList<T> last = [];

    /// <param name="fetchFirst">Requests the first page.</param>
    /// <param name="idOf">The id of an item, by which repeated pages are recognized.</param>
    internal PagedList(Func<CancellationToken, Task<Page>> fetchFirst, Func<T, Guid> idOf)
    {
        fetchNext = fetchFirst;
        this.idOf = idOf;
    }

    /// <summary>Reads the next page, which may be empty.</summary>
    /// <returns>The page; null after the last.</returns>
    /// <exception cref="UnexpectedAnswerException">A page or continuation token repeats.</exception>
    /// <exception cref="CustomVisionException">A request failed. The page can be requested again.</exception>
    public async Task<IReadOnlyList<T>?> NextPageAsync(CancellationToken cancellation = default)
    {
        if (fetchNext is null)
            return null;
        var page = await fetchNext(cancellation).ConfigureAwait(false);
        if (page.Items.Count > 0 && page.Items.Select(idOf).SequenceEqual(last.Select(idOf)))
            throw Repeats(page.Operation, $"returned the same {page.Items.Count} items twice in a row");
        if (page.Continuation is { } continuation && !continuations.Add(continuation))
            throw Repeats(page.Operation, "returned a continuation token a second time");
        last = page.Items;
        fetchNext = page.FetchNext;
        return page.Items;
    }

    /// <summary>Calls a function for each item until the list ends or the function returns false.</summary>
    public async Task ForEachAsync(Func<T, Task<bool>> action, CancellationToken cancellation = default)
    {
        while (await NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
            foreach (var item in page)
                if (!await action(item).ConfigureAwait(false))
                    return;
    }

    private static UnexpectedAnswerException Repeats(string operation, string what) =>
        new(operation, $"{operation}: the service {what}. The list cannot be read to its end.", HttpStatusCode.OK) { IsIncompleteList = true };

    /// <summary>One page.</summary>
    /// <param name="Operation">The operation that returned it, for errors.</param>
    /// <param name="Items">The items.</param>
    /// <param name="FetchNext">Requests the next page; null after the last.</param>
    /// <param name="Continuation">The continuation token of the service, if it uses one.</param>
    internal sealed record Page(string Operation, IReadOnlyList<T> Items, Func<CancellationToken, Task<Page>>? FetchNext, string? Continuation = null);
}
