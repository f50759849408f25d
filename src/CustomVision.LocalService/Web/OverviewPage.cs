using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The projects, and what went on last.</summary>
internal sealed class OverviewPage(
    Projects projects, Account account, Images images, Thumbnails thumbnails, FaultRules faults, RequestLog requests, RequestTable table, TimeProvider clock)
{
    private const int ProjectsOnPage = 24;
    private const int ImagesOfProject = 5;
    private const int RequestsShown = 8;

    public Page Show(HttpRequest request)
    {
        var use = account.Count();
        var counts = use.Projects.ToDictionary(project => project.ProjectId);
        // A project that was made or deleted between the two readings is left to the next look.
        var all = projects.List().Where(project => counts.ContainsKey(project.Id)).Reverse().ToArray();
        var pager = Pager.Of(request, ProjectsOnPage, all.Length);
        var active = faults.ToArray().Length;
        var log = requests.ToArray();

        return new Page(
            "Projects",
            PageSection.Projects,
            $"""
            <h1>Projects</h1>
            {(active == 0 ? Html.None : Html.Of($"<p class=\"notice\"><strong>{DisplayFormat.Count(active, "fault is", "faults are")} active.</strong> Requests may go wrong on purpose. <a href=\"{PagePaths.Faults}\">Show faults</a></p>"))}
            {(all.Length == 0 ? Empty() : Html.Of($"<p class=\"about\">{Summary(use)}</p>"))}
            <ul class="projects">
            {all.Skip(pager.Skip).Take(pager.Size).Select(project => Card(project, counts[project.Id]))}
            </ul>
            {pager.Links(PagePaths.Overview, "projects")}
            <section aria-labelledby="latest">
            <h2 id="latest">Latest requests</h2>
            {(log.Length == 0 ? RequestTable.Empty() : table.Of(log.Reverse().Take(RequestsShown)))}
            {(log.Length > RequestsShown ? Html.Of($"<p><a href=\"{PagePaths.Requests}\">All {DisplayFormat.Count(log.Length, "requests")}</a></p>") : Html.None)}
            </section>
            """);
    }

    private static string Summary(AccountUse use) =>
        $"{DisplayFormat.Count(use.Projects.Count, "project", "projects")}, "
        + $"{DisplayFormat.Count(use.Projects.Sum(project => (long)project.Images), "image", "images")}, "
        + $"{DisplayFormat.Count(use.Predictions, "prediction", "predictions")} this month";

    private static Html Empty() =>
        $"""
        <div class="empty"><p>Nothing here yet. Make a project in PowerShell:</p>
        {Command.Of("$project = New-CVProject surfaces")}</div>
        """;

    private Html Card(Project project, ProjectUse use)
    {
        var query = new ImageQuery(null, OldestFirst: false, ImagesOfProject, 0);
        var latest = images.ListTagged(project.Id, query);
        return $"""
            <li>
            <h2><a href="{PagePaths.Images(project.Id)}"><bdi>{project.Name}</bdi></a></h2>
            {(project.Description.Length > 0 ? Html.Of($"<p class=\"about\"><bdi>{project.Description}</bdi></p>") : Html.None)}
            {(latest.Count > 0 ? thumbnails.Strip(latest) : Html.Of($"<p class=\"strip none\">No tagged image yet</p>"))}
            <p class="facts">{DisplayFormat.Count(use.Images, "image", "images")} · {DisplayFormat.Count(use.Tags, "tag", "tags")} · {DisplayFormat.Count(use.Iterations, "iteration", "iterations")}</p>
            <p class="facts">made {DisplayFormat.Time(project.Created, clock)}</p>
            </li>

            """;
    }
}
