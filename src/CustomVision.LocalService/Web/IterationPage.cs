using System.Globalization;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Web;

/// <summary>The performance of one iteration at a probability threshold: overall, by tag, and what it mistook.</summary>
internal sealed class IterationPage(
    Projects projects, Iterations iterations, Tags tags, TrainedModels models, Comparisons comparisons, ImageLinks links, TimeProvider clock)
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
        var (comparison, curve, images) = comparisons.Get(project.Id, iteration.Id, threshold);
        var mistakes = new MistakesView(project, [.. ofModel.Select(tag => tag.Name)], comparison, iteration.Domain?.IsDetection == true, links);
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
            <thead><tr><th scope="col">Tag</th><th scope="col" class="number">Images</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">Average precision</th></tr></thead>
            <tbody>
            {ofModel.Zip(performance.Tags, Row)}
            </tbody>
            </table>
            </div>
            {PerformanceFigures.Explanation(threshold)}
            <section class="part" aria-labelledby="by-threshold">
            <h2 id="by-threshold">By threshold</h2>
            {CurveChart.Render(curve, threshold)}
            </section>
            <section class="part" aria-labelledby="mistakes">
            <h2 id="mistakes">What was predicted instead</h2>
            {mistakes.Matrix()}
            {mistakes.MostFrequent()}
            </section>
            <section class="part" aria-labelledby="images">
            <h2 id="images">Images with mistakes <small>{DisplayFormat.Number(comparison.MistakenImages)} of {DisplayFormat.Number(comparison.Images)}</small></h2>
            {mistakes.Images(images)}
            </section>
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
        <tr><th scope="row"><bdi>{tag.Name}</bdi></th><td class="number">{DisplayFormat.Number(tag.ImageCount)}</td><td>{PerformanceFigures.Precision(figures)}</td><td>{PerformanceFigures.Recall(figures)}</td><td>{PerformanceFigures.AveragePrecision(figures)}</td></tr>

        """;

    private static IEnumerable<Html> Options(double chosen)
    {
        // A threshold from the address bar is added to the options.
        foreach (var threshold in Thresholds.Append(chosen).Distinct().Order())
            yield return $"<option value=\"{threshold.ToString(CultureInfo.InvariantCulture)}\"{(threshold.Equals(chosen) ? Html.Of($" selected") : Html.Empty)}>{threshold.ToString("0.## %", CultureInfo.InvariantCulture)}</option>";
    }
}
