using System.Globalization;
using CustomVision.Models;
using static CustomVision.Reports.ReportCharts;

namespace CustomVision.Reports;

/// <summary>The HTML of a report: one document without scripts, links or other files.</summary>
internal static class ReportPage
{
    // A larger matrix can't be read. The most frequent mistakes are listed in any case.
    private const int LargestMatrix = 25;
    private const int MistakesListed = 20;

    public static string Render(ReportData data) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{data.Iteration.Name} of {data.Project.Name}: performance</title>
        <style>
        {Markup.Raw(ReportStyle.Css)}
        </style>
        </head>
        <body>
        <header>
        <h1><bdi>{data.Project.Name}</bdi>: <bdi>{data.Iteration.Name}</bdi></h1>
        {Facts(data)}
        </header>
        <main>
        {Overall(data)}
        {Curves(data)}
        {ByTag(data)}
        {(data.Confusion is { } confusion ? Mistakes(data, confusion) : Markup.Of($"""<p class="about">This version of the service doesn't list the test images, so that the report has no confusion matrix and no images.</p>"""))}
        </main>
        </body>
        </html>

        """).ToString();

    private static Markup Facts(ReportData data) => Markup.Of($"""
        <dl class="facts">
        <div><dt>Domain</dt><dd>{data.Domain?.Name ?? "unknown"}{(data.IsDetection ? ", object detection" : data.Iteration.ClassificationType is { } type ? $", {type}" : "")}</dd></div>
        <div><dt>Trained</dt><dd>{Time(data.Iteration.TrainedAt)}</dd></div>
        <div><dt>Published as</dt><dd>{data.Iteration.PublishName ?? (data.Iteration.IsDefault ? "default iteration" : "not published")}</dd></div>
        <div><dt>Test images</dt><dd>{(data.Confusion is { } confusion ? $"{confusion.Images:N0}, {confusion.MistakenImages:N0} with mistakes" : "not listed")}</dd></div>
        <div><dt>Report</dt><dd>{Time(data.Created)}</dd></div>
        </dl>
        """);

    private static Markup Overall(ReportData data) => Markup.Of($"""
        <section aria-labelledby="overall">
        <h2 id="overall">Performance</h2>
        <dl class="measures">
        <div><dt>Precision</dt><dd>{Percent(data.Performance.Precision)} <small>± {Percent(data.Performance.PrecisionStdDeviation)}</small></dd></div>
        <div><dt>Recall</dt><dd>{Percent(data.Performance.Recall)} <small>± {Percent(data.Performance.RecallStdDeviation)}</small></dd></div>
        <div><dt>{(data.IsDetection ? "Mean average precision" : "Average precision")}</dt><dd>{Optional(data.Performance.AveragePrecision)}</dd></div>
        </dl>
        <p class="about">Measured with images that training did not use. A tag counts as predicted from a probability of {Percent(data.Performance.Threshold)}{(data.Performance.OverlapThreshold is { } overlap ? $", and an object as found if the boxes overlap by {Percent(overlap)}" : "")}.
        Precision is the share of the predicted tags that are correct. Recall is the share of the actual tags that are predicted. ± is the
        standard deviation between the folds of the cross-validation.</p>
        </section>
        """);

    private static Markup Curves(ReportData data) => Markup.Of($"""
        <section aria-labelledby="curves">
        <h2 id="curves">By threshold</h2>
        {Curve(data.Curve, data.Performance.Threshold)}
        <details>
        <summary>Figures by threshold</summary>
        <table>
        <caption>Precision and recall by probability threshold</caption>
        <thead><tr><th scope="col">Threshold</th><th scope="col">Precision</th><th scope="col">Recall</th></tr></thead>
        <tbody>{data.Curve.Select(point => Markup.Of($"""<tr><th scope="row">{Percent(point.Threshold)}</th><td>{Percent(point.Precision)}</td><td>{Percent(point.Recall)}</td></tr>"""))}</tbody>
        </table>
        </details>
        </section>
        """);

    private static Markup ByTag(ReportData data)
    {
        var images = data.Tags.ToDictionary(tag => tag.Id, tag => tag.ImageCount);
        return Markup.Of($"""
            <section aria-labelledby="by-tag">
            <h2 id="by-tag">By tag</h2>
            <div class="wide" role="region" aria-labelledby="by-tag-table" tabindex="0">
            <table>
            <caption id="by-tag-table">Performance by tag. The curves show precision and recall by threshold.</caption>
            <thead><tr><th scope="col">Tag</th><th scope="col">Images</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">Average precision</th><th scope="col">By threshold</th></tr></thead>
            <tbody>
            {data.Performance.PerTagPerformance.OrderBy(tag => tag.TagName, StringComparer.CurrentCultureIgnoreCase).Select(tag => Row(tag))}
            </tbody>
            </table>
            </div>
            </section>
            """);

        Markup Row(TagPerformance tag)
        {
            var curve = data.Curve
                .Select(point => (point.Threshold, Tag: point.PerTagPerformance.FirstOrDefault(one => one.TagId == tag.TagId)))
                .Where(point => point.Tag is not null)
                .Select(point => (point.Threshold, point.Tag!.Precision, point.Tag.Recall))
                .ToList();
            return Markup.Of($"""
                <tr><th scope="row"><bdi>{tag}</bdi></th><td>{(images.TryGetValue(tag.TagId, out var count) ? $"{count:N0}" : "")}</td><td>{Percent(tag.Precision)}</td><td>{Percent(tag.Recall)}</td><td>{Optional(tag.AveragePrecision)}</td><td>{Sparkline(curve)}</td></tr>

                """);
        }
    }

    private static Markup Mistakes(ReportData data, Confusion confusion) => Markup.Of($"""
        <section aria-labelledby="confusion">
        <h2 id="confusion">What was predicted instead</h2>
        {Matrix(data, confusion)}
        {MostFrequent(data, confusion)}
        </section>
        <section aria-labelledby="images">
        <h2 id="images">Images with mistakes</h2>
        {Images(data, confusion)}
        </section>
        """);

    private static Markup Matrix(ReportData data, Confusion confusion)
    {
        var names = confusion.Counts.Keys.SelectMany(pair => new[] { pair.Actual, pair.Predicted }).Where(name => name != Confusion.None)
            .Distinct().OrderBy(name => name, StringComparer.CurrentCultureIgnoreCase).ToList();
        if (names.Count == 0)
            return Markup.Of($"""<p class="about">The service lists no test images for this iteration.</p>""");
        if (names.Count > LargestMatrix)
            return Markup.Of($"""<p class="about">The project has {names.Count} tags, too many for a matrix.</p>""");
        string[] axis = [.. names, Confusion.None];
        var (nothing, everything) = data.IsDetection ? ("nothing there", "not found") : ("no such tag", "nothing");
        return Markup.Of($"""
            <p class="about">The confusion matrix has the {(data.IsDetection ? "objects" : "tags of the images")} by row, and what was predicted for them by column.</p>
            <div class="wide" role="region" aria-labelledby="matrix" tabindex="0">
            <table class="matrix">
            <caption id="matrix">Confusion matrix</caption>
            <thead><tr><th scope="col">Actual</th>{axis.Select(name => Markup.Of($"""<th scope="col"><bdi>{(name == Confusion.None ? everything : name)}</bdi></th>"""))}</tr></thead>
            <tbody>{axis.Select(Row)}</tbody>
            </table>
            </div>
            """);

        Markup Row(string actual)
        {
            var total = axis.Sum(predicted => CountOf(actual, predicted));
            return total == 0 && actual == Confusion.None ? Markup.Empty : Markup.Of($"""
                <tr><th scope="row"><bdi>{(actual == Confusion.None ? nothing : actual)}</bdi></th>{axis.Select(predicted => Cell(actual, predicted, total))}</tr>

                """);
        }

        Markup Cell(string actual, string predicted, int total)
        {
            var count = CountOf(actual, predicted);
            // Shades in steps, so that the style sheet keeps the contrast of the text.
            var shade = total == 0 || count == 0 ? 0 : (int)Math.Ceiling(4.0 * count / total);
            return Markup.Of($"""<td class="{(actual == predicted ? "right" : "wrong")}-{shade}">{(count == 0 ? "" : $"{count:N0}")}</td>""");
        }

        int CountOf(string actual, string predicted) => confusion.Counts.TryGetValue((actual, predicted), out var count) ? count : 0;
    }

    private static Markup MostFrequent(ReportData data, Confusion confusion)
    {
        var frequent = confusion.Counts.Where(pair => pair.Key.Actual != pair.Key.Predicted).OrderByDescending(pair => pair.Value).Take(MistakesListed).ToList();
        return frequent.Count == 0 ? Markup.Of($"""<p class="about">No test image was predicted wrong.</p>""") : Markup.Of($"""
            <h3>Most frequent mistakes</h3>
            <ol class="frequent">{frequent.Select(pair => Markup.Of($"<li>{Sentence(data, pair.Key.Actual, pair.Key.Predicted)}: {pair.Value:N0}</li>"))}</ol>
            """);
    }

    private static Markup Sentence(ReportData data, string actual, string predicted) =>
        actual == Confusion.None ? Markup.Of($"<bdi>{predicted}</bdi> was predicted where it is not")
        : predicted == Confusion.None ? Markup.Of($"<bdi>{actual}</bdi> was not {(data.IsDetection ? "found" : "predicted")}")
        : Markup.Of($"<bdi>{actual}</bdi> was predicted as <bdi>{predicted}</bdi>");

    private static Markup Images(ReportData data, Confusion confusion)
    {
        if (data.Mistakes.Count == 0)
            return Markup.Of($"""<p class="about">There are none.</p>""");
        var more = confusion.MistakenImages > data.Mistakes.Count ? $" The report shows {data.Mistakes.Count:N0} of {confusion.MistakenImages:N0}." : "";
        return Markup.Of($"""
            <p class="about">Images with the most certain wrong prediction come first.{more}{(data.IsDetection ? " Solid boxes are regions of the image; dashed boxes are predictions." : "")}</p>
            <ul class="images">
            {data.Mistakes.Select(mistaken => Item(data, mistaken))}
            </ul>
            """);
    }

    private static Markup Item(ReportData data, MistakenImage mistaken) => Markup.Of($"""
        <li>
        <div class="frame">{(mistaken.Source is { } source ? Markup.Of($"""<img src="{Markup.Raw(source)}" alt="Image {mistaken.Image.Id}">""") : Markup.Of($"""<p class="missing">The image could not be downloaded.</p>"""))}{(data.IsDetection ? Boxes(mistaken.Image, data.Performance.Threshold) : Markup.Empty)}</div>
        <ul>{mistaken.Mistakes.Select(mistake => Markup.Of($"<li>{Sentence(data, mistake.Actual, mistake.Predicted)}{(mistake.Probability > 0 ? $" ({Percent(mistake.Probability)})" : mistake.ActualProbability is { } low ? $" ({Percent(low)}, below the threshold)" : "")}</li>"))}</ul>
        <p class="id">{mistaken.Image.Id}</p>
        </li>

        """);

    private static string Optional(double? share) => share is { } known ? Percent(known) : "–";

    private static string Time(DateTimeOffset? time) => time is { } known ? known.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "–";
}
