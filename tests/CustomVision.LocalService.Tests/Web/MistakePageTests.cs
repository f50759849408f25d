using System.Net;
using System.Text.RegularExpressions;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Tests.V3;

namespace CustomVision.LocalService.Tests.Web;

/// <summary>What the page of an iteration says about known predictions.</summary>
public sealed partial class MistakePageTests
{
    [Fact]
    public async Task With_one_tag_per_image_the_most_probable_tag_is_compared()
    {
        await using var colours = await Colours.TrainAsync();
        await colours.PredictAsync("Multiclass", [0.9f, 0.6f], [0.2f, 0.8f], [0.4f, 0.3f], [0.9f, 0], [0.9f, 0], [0.7f, 0.1f], [0, 1], [0, 1], [0, 1], [0, 1]);

        var page = await colours.SourceAsync("threshold=0.5");

        Assert.Equal(["red was predicted as green (80.0 %)", "green was predicted as red (70.0 %)", "red was not predicted (40.0 %, below the threshold)"], MistakesOf(page));
        Assert.Equal(["red was not predicted: 1", "red was predicted as green: 1", "green was predicted as red: 1"], Items(page, "frequent"));
        Assert.Equal(["Actual red green nothing", "red 3 1 1", "green 1 4"], Matrix(page));
        Assert.Contains("Images with mistakes <small>3 of 10</small>", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, $"href=\"{Browser.Root}/projects/{colours.Project}/images/[^\"]+\">\\s*<img src=\"/_local/images/[^\"]+/thumbnail"));
        Assert.Matches("Average precision</dt><dd><svg class=\"bar average\"", page);
    }

    [Fact]
    public async Task With_many_tags_per_image_all_from_the_threshold_are_compared()
    {
        await using var colours = await Colours.TrainAsync();
        float[][] predicted = [[0.9f, 0.55f], [0.4f, 0.95f], [1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1], [0, 1], [0, 1]];
        await colours.PredictAsync("Multilabel", predicted);

        Assert.Equal(["red was predicted as green (95.0 %)", "green was predicted where it is not (55.0 %)"], MistakesOf(await colours.SourceAsync("threshold=0.5")));
        Assert.Equal(["Actual red green nothing", "red 4 1", "green 5", "no such tag 1"], Matrix(await colours.SourceAsync("threshold=0.5")));
        var strict = await colours.SourceAsync("threshold=0.96");
        Assert.Equal(["red was not predicted (90.0 %, below the threshold)", "red was not predicted (40.0 %, below the threshold)"], MistakesOf(strict).Order(StringComparer.Ordinal).Reverse());
        var none = await colours.SourceAsync("threshold=0");
        Assert.Contains("green was predicted where it is not", WebUtility.HtmlDecode(Tags().Replace(none, "")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_mistakes_says_so()
    {
        await using var colours = await Colours.TrainAsync();
        await colours.PredictAsync("Multiclass", [.. Enumerable.Repeat<float[]>([1, 0], 5), .. Enumerable.Repeat<float[]>([0, 1], 5)]);

        var page = await colours.SourceAsync("threshold=0.5");

        Assert.Contains("No image was predicted wrong.", page, StringComparison.Ordinal);
        Assert.Contains("There are none at this threshold.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boxes_are_compared_and_drawn()
    {
        await using var colours = await Colours.TrainAsync();
        var box = new Box(0.5f, 0.5f, 0.4f, 0.4f);
        await colours.DetectAsync(
            ([new(0, box)], [new(1, 0.7f, box)]),
            ([new(0, box)], [new(0, 0.9f, box), new(0, 0.8f, new Box(0, 0, 0.2f, 0.2f)), new(1, 0.1f, box)]),
            ([new(1, box)], []),
            ([new(1, box)], [new(1, 0.9f, new Box(0.5f, 0.5f, 0.4f, 0.3f))]));

        var page = await colours.SourceAsync("threshold=0.5");

        Assert.Equal(["red was predicted where it is not (80.0 %)", "red was predicted as green (70.0 %)", "green was not found"], MistakesOf(page));
        Assert.Equal(["Actual red green not found", "red 1 1", "green 1 1", "nothing there 1"], Matrix(page));
        Assert.Equal(3, Regex.Count(page, "<svg class=\"regions\" viewBox=\"0 0 64 64\""));
        Assert.Contains("<rect class=\"actual\" x=\"50%\" y=\"50%\" width=\"40%\" height=\"40%\"/>", page, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"predicted\" x=\"0%\" y=\"0%\" width=\"20%\" height=\"20%\"/>", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "<rect class=\"predicted\"")); // not the one below the threshold
    }

    [Fact]
    public async Task The_curves_are_those_of_the_API_and_removed_images_stay_without_a_link()
    {
        await using var colours = await Colours.TrainAsync();
        float[][] predicted = [[0.9f, 0.6f], [0.2f, 0.8f], [0.4f, 0.3f], [0.9f, 0], [0.9f, 0], [0.7f, 0.1f], [0, 1], [0, 1], [0, 1], [0, 1]];
        await colours.PredictAsync("Multilabel", predicted);
        var page = await colours.SourceAsync("threshold=0.5");
        var rows = Regex.Matches(page, "<tr><th scope=\"row\" class=\"number\">(\\d+) %</th><td class=\"number\">([0-9.]+) %</td><td class=\"number\">([0-9.]+) %</td></tr>");
        var performance = await colours.Service.JsonAsync("GET", $"projects/{colours.Project}/iterations/{colours.Iteration}/performance?threshold=0.65");

        Assert.Equal(19, rows.Count);
        Assert.Equal(
            ("65", FormattableString.Invariant($"{(double)performance["Precision"]! * 100:0.0}"), FormattableString.Invariant($"{(double)performance["Recall"]! * 100:0.0}")),
            (rows[12].Groups[1].Value, rows[12].Groups[2].Value, rows[12].Groups[3].Value));
        Assert.Equal(19, Regex.Match(page, "<polyline class=\"recall\" points=\"([^\"]+)\"").Groups[1].Value.Split(' ').Length);

        var first = Regex.Match(page, "/images/([0-9a-f-]{36})\">\\s*<img").Groups[1].Value;
        using (await colours.Service.SendAsync("DELETE", $"projects/{colours.Project}/images?imageIds={first}"))
            page = await colours.SourceAsync("threshold=0.5");
        Assert.DoesNotContain($"/projects/{colours.Project}/images/{first}", page, StringComparison.Ordinal);
        Assert.Contains($"<img src=\"/_local/images/{first}/thumbnail", page, StringComparison.Ordinal);
        Assert.Contains("no longer in the project", page, StringComparison.Ordinal);
    }

    private static string[] MistakesOf(string page) => Items(page, "mistaken");

    private static string[] Items(string page, string list) =>
        [.. Regex.Matches(Regex.Match(page, $"<ol class=\"{list}\">(.*?)</ol>", RegexOptions.Singleline).Groups[1].Value, "<li>(?!\\s*<(?:a|div) )(.*?)</li>", RegexOptions.Singleline)
            .Select(item => Text(item.Groups[1].Value))];

    private static string[] Matrix(string page) =>
        [.. Regex.Matches(Regex.Match(page, "<div class=\"wide matrix\".*?</div>", RegexOptions.Singleline).Value, "<tr>(.*?)</tr>", RegexOptions.Singleline)
            .Select(row => Blanks().Replace(Text(row.Groups[1].Value.Replace("</t", " </t", StringComparison.Ordinal)), " "))];

    private static string Text(string markup) => WebUtility.HtmlDecode(Tags().Replace(markup, "")).Trim();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    /// <summary>Five red and five green images, whose predictions the tests replace.</summary>
    private sealed class Colours(TestService service, Browser browser, string project, string iteration) : IAsyncDisposable
    {
        public TestService Service => service;

        public string Project => project;

        public string Iteration => iteration;

        public static async Task<Colours> TrainAsync()
        {
            var service = await TestService.StartAsync();
            var (project, _, _) = await service.NewColoursAsync();
            var iteration = await service.TrainDefaultAsync(project);
            return new Colours(service, await Browser.SignedInAsync(service), project, iteration);
        }

        public Task<string> SourceAsync(string query) => browser.SourceAsync($"{Browser.Root}/projects/{project}/iterations/{iteration}?{query}");

        /// <param name="probabilities">Of red and green, for the red images and then for the green ones.</param>
        public async Task PredictAsync(string type, params float[][] probabilities)
        {
            var images = ValidationScores.FromBytes(Scores()).Images.OrderBy(image => image.Image).ToArray();
            Assert.Equal(Enumerable.Range(0, 10).Select(i => i < 5), images.Select(image => image.Labels[0]));
            await ReplaceAsync(new ValidationScores([.. images.Select((image, i) => image with { Probabilities = probabilities[i] })]).ToBytes());
            await service.Store.Database.WriteAsync(session => session.Execute("UPDATE iterations SET classification = $1", type));
        }

        public async Task DetectAsync(params (TaggedBox[] Boxes, Detection[] Detections)[] predictions)
        {
            var images = ValidationScores.FromBytes(Scores()).Images.OrderBy(image => image.Image).ToArray();
            await ReplaceAsync(new DetectionScores([.. predictions.Select((one, i) => new HeldOutImage(images[i].Image, 0, one.Boxes, one.Detections))]).ToBytes());
            await service.Store.Database.WriteAsync(session => session.Execute("UPDATE iterations SET domain_id = $1", Guid.Parse(V3Requests.DetectionDomain)));
        }

        public async ValueTask DisposeAsync()
        {
            browser.Dispose();
            await service.DisposeAsync();
        }

        private byte[] Scores() => service.Store.Database.Read(session => session.QuerySingle("SELECT scores FROM models", row => row.GetBytes(0)))!;

        private Task<int> ReplaceAsync(byte[] scores) => service.Store.Database.WriteAsync(session => session.Execute("UPDATE models SET scores = $1", scores));
    }
}
