using System.Globalization;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Web;

/// <summary>How good one iteration is at each tag, from which probability on.</summary>
internal sealed class IterationPage(Projects projects, Iterations iterations, TrainedModels models, TimeProvider clock)
{
    private static readonly double[] Thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var iteration = iterations.Get(project.Id, request.PathId("iterationId"));
        var threshold = request.Parameters().Share("threshold") ?? Measures.DefaultThreshold;
        var (performance, tags) = models.Performance(project.Id, iteration.Id, threshold);
        return new Page(
            $"{iteration.Name} · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHead.Of(project, ProjectHead.Iterations)}
            <h2><bdi>{iteration.Name}</bdi> {IterationsPage.Badges(iteration)}</h2>
            <p class="facts">trained {DisplayFormat.Time(iteration.TrainedAt ?? iteration.LastModified, clock)} · {DisplayFormat.Count(iteration.TaggedImages, "tagged image", "tagged images")} · <code>{iteration.Id.ToString()}</code></p>
            {Measures.Overall(performance.Overall)}
            <form class="threshold" action="{PagePaths.Iteration(project.Id, iteration.Id)}">
            <label for="threshold">A tag counts as predicted from</label>
            <select id="threshold" name="threshold">{Options(threshold)}</select>
            <button class="quiet">Show</button>
            </form>
            <div class="wide" role="region" aria-labelledby="by-tag" tabindex="0">
            <table class="by-tag">
            <caption id="by-tag">By tag</caption>
            <thead><tr><th scope="col">Tag</th><th scope="col" class="number">Images</th><th scope="col">Precision</th><th scope="col">Recall</th></tr></thead>
            <tbody>
            {tags.Zip(performance.Tags, Row)}
            </tbody>
            </table>
            </div>
            {Measures.Explained(threshold)}
            """);
    }

    private static Html Row(Tag tag, PrecisionAndRecall figures) =>
        $"""
        <tr><th scope="row"><bdi>{tag.Name}</bdi></th><td class="number">{DisplayFormat.Number(tag.ImageCount)}</td><td>{Measures.Precision(figures)}</td><td>{Measures.Recall(figures)}</td></tr>

        """;

    private static IEnumerable<Html> Options(double chosen)
    {
        // One that was asked for by hand is an option like the others.
        foreach (var threshold in Thresholds.Append(chosen).Distinct().Order())
            yield return $"<option value=\"{threshold.ToString(CultureInfo.InvariantCulture)}\"{(threshold.Equals(chosen) ? Html.Of($" selected") : Html.None)}>{threshold.ToString("0.## %", CultureInfo.InvariantCulture)}</option>";
    }
}
