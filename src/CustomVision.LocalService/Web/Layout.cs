using CustomVision.LocalService.Api;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Web;

/// <summary>The entry of the main navigation that a page belongs to.</summary>
internal enum PageSection
{
    Projects,
    Requests,
    Faults,
    Other,
}

/// <param name="Title">The title of the window, before the name of the service.</param>
internal sealed record Page(string Title, PageSection Section, Html Content)
{
    public int Status { get; init; } = StatusCodes.Status200OK;
}

/// <summary>The layout around the content of every page: header, navigation and footer.</summary>
internal sealed class PageLayout(FaultRules faults, Store store, TimeProvider clock)
{
    public Html Around(Page page)
    {
        var active = faults.ToArray().Length;
        return Document(
            page.Title,
            $"""
            <nav aria-label="Main">
            <ul>
            <li>{Entry(PagePaths.Overview, "Projects", PageSection.Projects)}</li>
            <li>{Entry(PagePaths.Requests, "Requests", PageSection.Requests)}</li>
            <li>{Entry(PagePaths.Faults, "Faults", PageSection.Faults)}{(active == 0 ? Html.Empty : Html.Of($"<span class=\"badge warn\">{DisplayFormat.Count(active, "active")}</span>"))}</li>
            </ul>
            </nav>
            <form method="post" action="{PagePaths.SignOut}"><button class="quiet">Sign out</button></form>
            """,
            page.Content,
            $"""
            <p>Data: {(store.Path is { } path ? Html.Of($"<bdi>{path}</bdi>") : Html.Of($"in memory, until the service stops"))}</p>
            <p>Times: {DisplayFormat.Offset(clock)}</p>
            """);

        Html Entry(string path, string text, PageSection section) => page.Section == section
            ? Html.Of($"<a href=\"{path}\" aria-current=\"true\">{text}</a>")
            : Html.Of($"<a href=\"{path}\">{text}</a>");
    }

    /// <summary>The layout for a visitor who isn't signed in. It reveals nothing about the content of the service.</summary>
    public static Html Closed(string title, Html content) => Document(title, Html.Empty, content, Html.Empty);

    private static Html Document(string title, Html navigation, Html content, Html facts) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} · Local Custom Vision</title>
        <link rel="stylesheet" href="{PageAssets.StyleLink}">
        <link rel="icon" type="image/svg+xml" href="{PagePaths.Icon}">
        </head>
        <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
        <a class="brand" href="{PagePaths.Overview}"><img src="{PagePaths.Icon}" alt="" width="28" height="28">Local Custom Vision</a>
        {navigation}
        </header>
        <main id="content" tabindex="-1">
        {content}
        </main>
        <footer>
        <p>Local Custom Vision {LocalServiceOptions.Version}</p>
        {facts}
        </footer>
        </body>
        </html>

        """;
}

/// <summary>The header of the pages about one project.</summary>
internal static class ProjectHeader
{
    public const string Images = "Images";
    public const string Iterations = "Iterations";
    public const string Predictions = "Predictions";

    /// <param name="part">The selected tab.</param>
    /// <param name="isPartOf">Whether the page is one item of the list that the tab links to.</param>
    public static Html Of(Project project, string part, bool isPartOf = false)
    {
        return $"""
            <p class="path"><a href="{PagePaths.Overview}">Projects</a></p>
            <h1><bdi>{project.Name}</bdi></h1>
            {(project.Description.Length > 0 ? Html.Of($"<p class=\"about\"><bdi>{project.Description}</bdi></p>") : Html.Empty)}
            <nav class="tabs" aria-label="Project">
            {Tab(Images, PagePaths.Images(project.Id))}
            {Tab(Iterations, PagePaths.Iterations(project.Id))}
            {Tab(Predictions, PagePaths.Predictions(project.Id))}
            </nav>
            """;

        Html Tab(string text, string path) => text == part
            ? Html.Of($"<a href=\"{path}\" aria-current=\"{(isPartOf ? "true" : "page")}\">{text}</a>")
            : Html.Of($"<a href=\"{path}\">{text}</a>");
    }
}

/// <summary>The part of a long list that a page shows, with links to the other parts.</summary>
/// <param name="Number">The number of the page, from 1.</param>
internal sealed record Pager(int Number, int Size, int Total)
{
    public int Count => Math.Max(1, (Total + Size - 1) / Size);

    public int Skip => (Number - 1) * Size;

    /// <summary>The page in the query string, or the last page if the list has become shorter.</summary>
    public static Pager Of(HttpRequest request, int size, int total)
    {
        var number = request.Parameters().Count("page") ?? 1;
        if (number == 0)
            throw new ServiceException(ErrorCodes.BadRequest, "page must be 1 or more.");
        var all = new Pager(1, size, total);
        return all with { Number = Math.Min(number, all.Count) };
    }

    /// <summary>Renders nothing if the list fits on one page.</summary>
    /// <param name="label">What the list contains, for screen readers.</param>
    public Html Links(string path, string label)
    {
        if (Count == 1)
            return Html.Empty;
        return $"""
            <nav class="pager" aria-label="Pages of {label}">
            {Link(1, "First", Number > 1)}
            {Link(Number - 1, "Newer", Number > 1)}
            <span aria-current="page">Page {DisplayFormat.Number(Number)} of {DisplayFormat.Number(Count)}</span>
            {Link(Number + 1, "Older", Number < Count)}
            {Link(Count, "Last", Number < Count)}
            </nav>
            """;

        Html Link(int number, string text, bool isActive) => isActive
            ? Html.Of($"<a href=\"{PagePaths.PageOf(path, number)}\">{text}</a>")
            : Html.Of($"<span class=\"off\">{text}</span>");
    }
}
