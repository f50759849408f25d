using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The projects and the latest requests.</summary>
internal sealed class OverviewPage(
    Projects projects, Account account, Images images, ImageGrid thumbnails, FaultRules faults, RequestLog requests, RequestTable table, TimeProvider clock)
{
    private const int ProjectsOnPage = 24;
    private const int ImagesOfProject = 5;
    private const int RequestsShown = 8;

    public Page Show(HttpRequest request)
    {
        var use = account.Count();
        var counts = use.Projects.ToDictionary(project => project.ProjectId);
        // A project that was created or deleted between the two reads appears on the next load.
        var all = projects.List().Where(project => counts.ContainsKey(project.Id)).Reverse().ToArray();
        var pager = Pager.Of(request, ProjectsOnPage, all.Length);
        var active = faults.ToArray().Length;
        var log = requests.ToArray();

        return new Page(
            "Projects",
            PageSection.Projects,
            $"""
            <h1>Projects</h1>
            {(active == 0 ? Html.Empty : Html.Of($"<p class=\"notice\"><strong>{DisplayFormat.Count(active, "fault rule is", "fault rules are")} active.</strong> Requests may fail on purpose. <a href=\"{PagePaths.Faults}\">View faults</a></p>"))}
            {(all.Length == 0 ? Empty() : Html.Of($"<p class=\"about\">{Summary(use)}</p>"))}
            <ul class="projects">
            {all.Skip(pager.Skip).Take(pager.Size).Select(project => Card(project, counts[project.Id]))}
            </ul>
            {pager.Links(PagePaths.Overview, "projects")}
            <section aria-labelledby="latest">
            <h2 id="latest">Latest requests</h2>
            {(log.Length == 0 ? RequestTable.Empty() : table.Of(log.Reverse().Take(RequestsShown)))}
            {(log.Length > RequestsShown ? Html.Of($"<p><a href=\"{PagePaths.Requests}\">All {DisplayFormat.Count(log.Length, "requests")}</a></p>") : Html.Empty)}
            </section>
            """);
    }

    private static string Summary(AccountUse use) =>
        $"{DisplayFormat.Count(use.Projects.Count, "project", "projects")}, "
        + $"{DisplayFormat.Count(use.Projects.Sum(project => (long)project.Images), "image", "images")}, "
        + $"{DisplayFormat.Count(use.Predictions, "prediction", "predictions")} this month";

    private static Html Empty() =>
        $"""
        <div class="empty"><p>No projects yet. To create a project in PowerShell:</p>
        {CodeBlock.Render("$project = New-CVProject surfaces")}</div>
        """;

    private static string Kind(Project project) => project.Domain.IsDetection ? "Object detection"
        : project.IsMulticlass ? "Classification with one tag for each image"
        : "Classification with any number of tags";

    private Html Card(Project project, ProjectUse use)
    {
        var query = new ImageQuery(null, OldestFirst: false, ImagesOfProject, 0);
        var latest = images.ListTagged(project.Id, query);
        return $"""
            <li>
            <h2><a href="{PagePaths.Images(project.Id)}"><bdi>{project.Name}</bdi></a></h2>
            {(project.Description.Length > 0 ? Html.Of($"<p class=\"about\"><bdi>{project.Description}</bdi></p>") : Html.Empty)}
            {(latest.Count > 0 ? thumbnails.Strip(latest) : Html.Of($"<p class=\"strip none\">No tagged images yet</p>"))}
            <p class="facts">{DisplayFormat.Count(use.Images, "image", "images")} · {DisplayFormat.Count(use.Tags, "tag", "tags")} · {DisplayFormat.Count(use.Iterations, "iteration", "iterations")}</p>
            <p class="facts">{Kind(project)}, domain {project.Domain.Name}</p>
            <p class="facts">created {DisplayFormat.Time(project.Created, clock)}</p>
            </li>

            """;
    }
}
