using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Web;

/// <summary>The iterations of a project, newest first.</summary>
internal sealed class IterationsPage(Projects projects, Iterations iterations, TrainedModels models, TimeProvider clock)
{
    // Precision and recall are computed from the scores of the cross-validation, several megabytes per iteration for many images.
    private const int IterationsOnPage = 10;

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var all = iterations.List(project.Id).Where(iteration => iteration.Status != IterationStatus.New).Reverse().ToArray();
        var pager = Pager.Of(request, IterationsOnPage, all.Length);
        return new Page(
            $"Iterations · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHeader.Of(project, ProjectHeader.Iterations)}
            {(all.Length == 0 ? Empty(project) : PerformanceFigures.Explanation(PerformanceFigures.DefaultThreshold))}
            <ul class="iterations">
            {all.Skip(pager.Skip).Take(pager.Size).Select(iteration => Item(project, iteration))}
            </ul>
            {pager.Links(PagePaths.Iterations(project.Id), "iterations")}
            """);
    }

    private Html Item(Project project, Iteration iteration)
    {
        var isTrained = iteration.Status == IterationStatus.Completed;
        return $"""
            <li>
            <h2>{(isTrained ? Html.Of($"<a href=\"{PagePaths.Iteration(project.Id, iteration.Id)}\"><bdi>{iteration.Name}</bdi></a>") : Html.Of($"<bdi>{iteration.Name}</bdi>"))} {Badges(iteration)}</h2>
            <p class="facts">{Facts(iteration)}</p>
            {(iteration.Failure is { } reason ? Html.Of($"<p class=\"notice\"><strong>The training failed.</strong> {reason}</p>") : Html.Empty)}
            {(iteration.IsImported ? ImportedNotice() : isTrained ? PerformanceFigures.Overall(models.Performance(project.Id, iteration.Id, PerformanceFigures.DefaultThreshold).Performance.Overall) : Html.Empty)}
            </li>

            """;
    }

    public static Html Badges(Iteration iteration) =>
        $"""
        {(iteration.IsDefault ? Html.Of($"<span class=\"badge good\">default</span> ") : Html.Empty)}{(iteration.PublishName is { } name ? Html.Of($"<span class=\"badge good\">published as <bdi>{name}</bdi></span> ") : Html.Empty)}{iteration.Status switch
        {
            IterationStatus.Completed => Html.Empty,
            IterationStatus.Failed => Html.Of($"<span class=\"badge bad\">{iteration.Status}</span>"),
            _ => Html.Of($"<span class=\"badge warn\">{iteration.Status}</span>"),
        }}
        """;

    private Html Facts(Iteration iteration) =>
        $"""
        {(iteration.TrainedAt is { } time ? Html.Of($"{(iteration.IsImported ? "imported" : "trained")} {DisplayFormat.Time(time, clock)}") : iteration.Status == IterationStatus.Failed ? Html.Of($"failed {DisplayFormat.Time(iteration.LastModified, clock)}") : Html.Of($"training; reload the page to see the result"))} · {DisplayFormat.Count(iteration.TaggedImages, "tagged image", "tagged images")}
        """;

    public static Html ImportedNotice() =>
        $"""
        <p class="notice"><strong>The model was imported.</strong> It predicts images. Its performance isn't known, because the images of its training aren't here.</p>
        """;

    private static Html Empty(Project project) =>
        $"""
        <div class="empty"><p>No iterations yet. To train, with at least two tags that have five images each:</p>
        {CodeBlock.Render($"Start-CVTraining -ProjectId {project.Id} -Wait")}</div>
        """;
}
