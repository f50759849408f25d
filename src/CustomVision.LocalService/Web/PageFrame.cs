using CustomVision.LocalService.Http;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Web;

/// <summary>What is around the content of every page.</summary>
internal sealed class PageFrame(FaultRules faults, Store store, TimeProvider clock)
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
            <li>{Entry(PagePaths.Faults, "Faults", PageSection.Faults)}{(active == 0 ? Html.None : Html.Of($"<span class=\"badge warn\">{DisplayFormat.Count(active, "active")}</span>"))}</li>
            </ul>
            </nav>
            <form method="post" action="{PagePaths.SignOut}"><button class="quiet">Sign out</button></form>
            """,
            page.Content,
            $"""
            <p>Data: {(store.Path is { } path ? Html.Of($"<bdi>{path}</bdi>") : Html.Of($"in memory, until the service ends"))}</p>
            <p>Times: {DisplayFormat.Offset(clock)}</p>
            """);

        Html Entry(string path, string text, PageSection section) => page.Section == section
            ? Html.Of($"<a href=\"{path}\" aria-current=\"true\">{text}</a>")
            : Html.Of($"<a href=\"{path}\">{text}</a>");
    }

    /// <summary>For who has not shown the key: nothing of what is in the service.</summary>
    public static Html Closed(string title, Html content) => Document(title, Html.None, content, Html.None);

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
        <a class="skip" href="#content">Skip to the content</a>
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
