using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Web;

/// <summary>What the trainings of a project came to, the latest first.</summary>
internal sealed class IterationsPage(Projects projects, Iterations iterations, TrainedModels models, TimeProvider clock)
{
    // Precision and recall are worked out from what the cross-validation found, which for many images is some megabytes each.
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
            {ProjectHead.Of(project, ProjectHead.Iterations)}
            {(all.Length == 0 ? Empty(project) : Measures.Explained(Measures.DefaultThreshold))}
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
            {(isTrained ? Measures.Overall(models.Performance(project.Id, iteration.Id, Measures.DefaultThreshold).Performance.Overall) : Html.None)}
            </li>

            """;
    }

    public static Html Badges(Iteration iteration) =>
        $"""
        {(iteration.IsDefault ? Html.Of($"<span class=\"badge good\">default</span> ") : Html.None)}{iteration.Status switch
        {
            IterationStatus.Completed => Html.None,
            IterationStatus.Failed => Html.Of($"<span class=\"badge bad\">{iteration.Status}</span>"),
            _ => Html.Of($"<span class=\"badge warn\">{iteration.Status}</span>"),
        }}
        """;

    private Html Facts(Iteration iteration) =>
        $"""
        {(iteration.TrainedAt is { } time ? Html.Of($"trained {DisplayFormat.Time(time, clock)}") : Html.Of($"in training; load the page again to see how it went"))} · {DisplayFormat.Count(iteration.TaggedImages, "tagged image", "tagged images")}
        """;

    private static Html Empty(Project project) =>
        $"""
        <div class="empty"><p>Nothing trained yet. With at least five images under each of two tags:</p>
        {Command.Of($"Start-CVTraining -ProjectId {project.Id} -Wait")}</div>
        """;
}
