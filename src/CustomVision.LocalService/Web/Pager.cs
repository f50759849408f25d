using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Web;

/// <summary>Which part of a long list a page shows, and the way to the other parts.</summary>
/// <param name="Number">Of the page, from 1.</param>
internal sealed record Pager(int Number, int Size, int Total)
{
    public int Count => Math.Max(1, (Total + Size - 1) / Size);

    public int Skip => (Number - 1) * Size;

    /// <summary>The page that the query string asks for; the last one where the list has become shorter than that.</summary>
    public static Pager Of(HttpRequest request, int size, int total)
    {
        var number = request.Parameters().Count("page") ?? 1;
        if (number == 0)
            throw new ServiceException(ErrorCodes.BadRequest, "Pages are counted from 1.");
        var all = new Pager(1, size, total);
        return all with { Number = Math.Min(number, all.Count) };
    }

    /// <summary>Nothing where all is on one page.</summary>
    /// <param name="label">What the pages are of, for who cannot see where the links stand.</param>
    public Html Links(string path, string label)
    {
        if (Count == 1)
            return Html.None;
        return $"""
            <nav class="pager" aria-label="Pages of {label}">
            {Link(1, "First", Number > 1)}
            {Link(Number - 1, "Newer", Number > 1)}
            <span aria-current="page">Page {DisplayFormat.Number(Number)} of {DisplayFormat.Number(Count)}</span>
            {Link(Number + 1, "Older", Number < Count)}
            {Link(Count, "Last", Number < Count)}
            </nav>
            """;

        Html Link(int number, string text, bool leadsOn) => leadsOn
            ? Html.Of($"<a href=\"{PagePaths.PageOf(path, number)}\">{text}</a>")
            : Html.Of($"<span class=\"off\">{text}</span>");
    }
}
