using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The stored predictions of a project, newest first.</summary>
internal sealed class PredictionsPage(Projects projects, PredictionList predictions, PredictionTable table)
{
    private const int PredictionsOnPage = 50;

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        Pager? pager = null;
        var (shown, total) = predictions.Newest(
            project.Id, PredictionsOnPage, count => (pager = Pager.Of(request, PredictionsOnPage, count)).Skip);
        return new Page(
            $"Predictions · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHeader.Of(project, ProjectHeader.Predictions)}
            <h2>Stored predictions <small>{DisplayFormat.Number(total)}</small></h2>
            {(total == 0 ? Empty(project) : table.Of(project, shown))}
            {pager!.Links(PagePaths.Predictions(project.Id), "predictions")}
            """);
    }

    private static Html Empty(Project project) =>
        $"""
        <div class="empty"><p>No predictions yet. To predict with the default iteration:</p>
        {CodeBlock.Render("Get-ChildItem ./photos -Filter *.jpg |", $"Invoke-CVPrediction -ProjectId {project.Id}")}</div>
        """;
}

/// <summary>One stored prediction with the probability of each tag.</summary>
internal sealed class PredictionPage(Projects projects, Iterations iterations, PredictionList predictions, ImageLinks links, TimeProvider clock)
{
    // A detection has many boxes of low probability.
    private const float LeastShown = 0.3f;

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var prediction = predictions.Get(project.Id, request.PathId("predictionId"));
        var iteration = iterations.List(project.Id).FirstOrDefault(one => one.Id == prediction.IterationId);
        return new Page(
            $"Prediction {prediction.Id} · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHeader.Of(project, ProjectHeader.Predictions, isPartOf: true)}
            <p><a href="{PagePaths.Predictions(project.Id)}">Back to the predictions</a></p>
            <h2>Prediction <code>{prediction.Id.ToString()}</code></h2>
            <div class="image">
            <a class="framed" href="{links.PathTo(prediction.Id, ImageLinks.Image)}"><img src="{links.PathTo(prediction.Id, ImageLinks.Image)}" alt="The predicted image">{RegionOverlay.Of(prediction.Tags.Where(tag => tag.Box is not null && tag.Probability >= LeastShown).Select(tag => (tag.Tag, tag.Box!.Value)))}</a>
            <dl class="details">
            <div><dt>Time</dt><dd>{DisplayFormat.Time(prediction.Created, clock)}</dd></div>
            <div><dt>Iteration</dt><dd>{PredictionTable.Iteration(project, prediction, iteration)}</dd></div>
            {(prediction.Source is { } source ? Html.Of($"<div><dt>Application</dt><dd><bdi>{source}</bdi></dd></div>") : Html.Empty)}
            </dl>
            </div>
            <div class="wide" role="region" aria-labelledby="by-tag" tabindex="0">
            <table class="by-tag">
            <caption id="by-tag">Probability by tag</caption>
            <thead><tr><th scope="col">Tag</th><th scope="col">Probability</th></tr></thead>
            <tbody>
            {prediction.Tags.Select(Row)}
            </tbody>
            </table>
            </div>
            """);
    }

    private static Html Row(TagProbability tag) =>
        $"""
        <tr><th scope="row"><bdi>{tag.Tag}</bdi></th><td>{BarChart.Render(tag.Probability, 0, "precision")}<span class="figure">{DisplayFormat.Percent(tag.Probability)}</span></td></tr>

        """;
}

/// <summary>A table of predictions, each with its thumbnail and its most probable tags.</summary>
internal sealed class PredictionTable(Iterations iterations, ImageLinks links, TimeProvider clock)
{
    private const int TagsShown = 3;

    public Html Of(Project project, IReadOnlyList<StoredPrediction> predictions)
    {
        var known = iterations.List(project.Id).ToDictionary(iteration => iteration.Id);
        return $"""
            <div class="wide" role="region" aria-label="Predictions" tabindex="0">
            <table class="predictions">
            <thead><tr><th scope="col">Image</th><th scope="col">Tags</th><th scope="col">Iteration</th><th scope="col">Time</th></tr></thead>
            <tbody>
            {predictions.Select(prediction => Row(project, prediction, known.GetValueOrDefault(prediction.IterationId)))}
            </tbody>
            </table>
            </div>
            """;
    }

    /// <param name="iteration">Null when it was deleted.</param>
    public static Html Iteration(Project project, StoredPrediction prediction, Iteration? iteration) => iteration is null
        ? Html.Of($"<span class=\"none\">deleted</span> <code>{prediction.IterationId.ToString()}</code>")
        : Html.Of($"<a href=\"{PagePaths.Iteration(project.Id, iteration.Id)}\"><bdi>{iteration.Name}</bdi></a>");

    private Html Row(Project project, StoredPrediction prediction, Iteration? iteration) =>
        $"""
        <tr>
        <td><a href="{PagePaths.Prediction(project.Id, prediction.Id)}"><img src="{links.PathTo(prediction.Id, ImageLinks.Thumbnail)}" alt="Prediction {prediction.Id.ToString()}" loading="lazy"></a></td>
        <td>{prediction.Tags.Take(TagsShown).Select(Tag)}{(prediction.Tags.Count > TagsShown ? Html.Of($"<span class=\"facts\">and {prediction.Tags.Count - TagsShown} more</span>") : Html.Empty)}</td>
        <td>{Iteration(project, prediction, iteration)}</td>
        <td>{DisplayFormat.Time(prediction.Created, clock)}</td>
        </tr>

        """;

    private static Html Tag(TagProbability tag) => $"<div><bdi>{tag.Tag}</bdi> <span class=\"figure\">{DisplayFormat.Percent(tag.Probability)}</span></div>";
}
