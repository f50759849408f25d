using System.Globalization;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
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

/// <summary>The performance of one iteration by tag, at a probability threshold.</summary>
internal sealed class IterationPage(Projects projects, Iterations iterations, Tags tags, TrainedModels models, TimeProvider clock)
{
    private static readonly double[] Thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var iteration = iterations.Get(project.Id, request.PathId("iterationId"));
        if (iteration.IsImported)
            return Imported(project, iteration);
        var threshold = request.Parameters().Share("threshold") ?? PerformanceFigures.DefaultThreshold;
        var (performance, ofModel) = models.Performance(project.Id, iteration.Id, threshold);
        return new Page(
            $"{iteration.Name} · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHeader.Of(project, ProjectHeader.Iterations)}
            <h2><bdi>{iteration.Name}</bdi> {IterationsPage.Badges(iteration)}</h2>
            <p class="facts">trained {DisplayFormat.Time(iteration.TrainedAt ?? iteration.LastModified, clock)} · {DisplayFormat.Count(iteration.TaggedImages, "tagged image", "tagged images")} · <code>{iteration.Id.ToString()}</code></p>
            {PerformanceFigures.Overall(performance.Overall)}
            <form class="threshold" action="{PagePaths.Iteration(project.Id, iteration.Id)}">
            <label for="threshold">Probability threshold</label>
            <select id="threshold" name="threshold">{Options(threshold)}</select>
            <button class="quiet">Show</button>
            </form>
            <div class="wide" role="region" aria-labelledby="by-tag" tabindex="0">
            <table class="by-tag">
            <caption id="by-tag">By tag</caption>
            <thead><tr><th scope="col">Tag</th><th scope="col" class="number">Images</th><th scope="col">Precision</th><th scope="col">Recall</th></tr></thead>
            <tbody>
            {ofModel.Zip(performance.Tags, Row)}
            </tbody>
            </table>
            </div>
            {PerformanceFigures.Explanation(threshold)}
            """);
    }

    private Page Imported(Project project, Iteration iteration) => new(
        $"{iteration.Name} · {project.Name}",
        PageSection.Projects,
        $"""
        {ProjectHeader.Of(project, ProjectHeader.Iterations)}
        <h2><bdi>{iteration.Name}</bdi> {IterationsPage.Badges(iteration)}</h2>
        <p class="facts">imported {DisplayFormat.Time(iteration.TrainedAt ?? iteration.LastModified, clock)} · {iteration.Domain!.Name} · <code>{iteration.Id.ToString()}</code></p>
        {IterationsPage.ImportedNotice()}
        <p class="about">Tags in the order of the model:</p>
        <ul>
        {tags.List(project.Id, iteration.Id).Tags.Select(tag => Html.Of($"<li><bdi>{tag.Name}</bdi></li>\n"))}
        </ul>
        """);

    private static Html Row(Tag tag, PrecisionAndRecall figures) =>
        $"""
        <tr><th scope="row"><bdi>{tag.Name}</bdi></th><td class="number">{DisplayFormat.Number(tag.ImageCount)}</td><td>{PerformanceFigures.Precision(figures)}</td><td>{PerformanceFigures.Recall(figures)}</td></tr>

        """;

    private static IEnumerable<Html> Options(double chosen)
    {
        // A threshold from the address bar is added to the options.
        foreach (var threshold in Thresholds.Append(chosen).Distinct().Order())
            yield return $"<option value=\"{threshold.ToString(CultureInfo.InvariantCulture)}\"{(threshold.Equals(chosen) ? Html.Of($" selected") : Html.Empty)}>{threshold.ToString("0.## %", CultureInfo.InvariantCulture)}</option>";
    }
}

/// <summary>Precision and recall as bars with their figures.</summary>
internal static class PerformanceFigures
{
    public const double DefaultThreshold = 0.5;

    public static Html Explanation(double threshold) =>
        $"""
        <p class="about">Precision is the share of the predicted tags that are correct. Recall is the share of the actual tags that are predicted. Both
        come from cross-validation with a probability threshold of {threshold.ToString("0 %", CultureInfo.InvariantCulture)}. The line across the end of a bar is
        the standard deviation between the folds.</p>
        """;

    public static Html Overall(PrecisionAndRecall figures) =>
        $"""
        <dl class="measures">
        <div><dt>Precision</dt><dd>{Precision(figures)}</dd></div>
        <div><dt>Recall</dt><dd>{Recall(figures)}</dd></div>
        </dl>
        """;

    public static Html Precision(PrecisionAndRecall figures) => One(figures.Precision, figures.PrecisionStdDeviation, "precision");

    public static Html Recall(PrecisionAndRecall figures) => One(figures.Recall, figures.RecallStdDeviation, "recall");

    private static Html One(double share, double deviation, string kind) =>
        $"""
        {BarChart.Render(share, deviation, kind)}<span class="figure">{DisplayFormat.Percent(share)} <small>± {DisplayFormat.Percent(deviation)}</small></span>
        """;
}
