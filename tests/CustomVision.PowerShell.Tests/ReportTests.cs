using System.Net;
using System.Text.RegularExpressions;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Export-CVReport: what the report says about known predictions.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Hostile = "<b>red</b>";
    private static readonly byte[] Thumbnail = File.ReadAllBytes(Path.Combine(Repository.Textures, "train", "brick", "brick_01.jpg"));

    private readonly TemporaryFolder folder = new();
    private readonly Session session = Session.Reusable(width: 120);

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task In_a_multiclass_project_the_likeliest_tag_is_compared()
    {
        await using var server = Connect(
            "Classification",
            Image(1, [Hostile], [(Hostile, 0.9), ("blue", 0.6)]),
            Image(2, [Hostile], [("blue", 0.8), (Hostile, 0.2)]),
            Image(3, ["blue"], [("blue", 0.4), (Hostile, 0.3)]),
            Image(4, ["blue"], [("blue", 0.7), (Hostile, 0.1)]));

        var report = Report();

        Assert.Equal(["<b>red</b> was predicted as blue (80 %)", "blue was not predicted (40 %, below the threshold)"], MistakesOf(report));
        Assert.Equal(["<b>red</b> was predicted as blue: 1", "blue was not predicted: 1"], Items(report, "<ol class=\"frequent\">(.*?)</ol>"));
        Assert.Contains("4, 2 with mistakes", report, StringComparison.Ordinal);
        Assert.DoesNotContain(Hostile, report, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(report, "src=\"data:image/jpeg;base64," + Regex.Escape(Convert.ToBase64String(Thumbnail))));
        Assert.Equal(0, Regex.Count(report, "(?i)<script|<link|@import|https?://"));
    }

    [Fact]
    public async Task In_a_multilabel_project_all_tags_from_the_threshold_are_compared()
    {
        await using var server = Connect(
            "Multilabel",
            Image(1, ["red", "blue"], [("red", 0.9), ("blue", 0.8)]),
            Image(2, ["red"], [("red", 0.9), ("blue", 0.55)]),
            Image(3, ["red", "blue"], [("green", 0.9), ("red", 0.85), ("blue", 0.3)]));

        Assert.Equal(["blue was predicted as green (90 %)", "blue was predicted where it is not (55 %)"], MistakesOf(Report()));
        Assert.Equal(["red was predicted as green (90 %)", "blue was not predicted (30 %, below the threshold)"], MistakesOf(Report("-Threshold 0.86 -MaxImage 1")));
    }

    [Fact]
    public async Task In_object_detection_boxes_are_compared_and_drawn()
    {
        await using var server = Connect(
            "ObjectDetection",
            Image(1, ["red"], [("red", 0.9), ("red", 0.8)], regions: [("red", 0.1, 0.1, 0.2, 0.2)], boxes: [(0.1, 0.1, 0.2, 0.25), (0.6, 0.6, 0.2, 0.2)]),
            Image(2, ["red"], [("blue", 0.7)], regions: [("red", 0.5, 0.5, 0.4, 0.4)], boxes: [(0.5, 0.5, 0.4, 0.35)]),
            Image(3, ["red"], [("red", 0.9)], regions: [("red", 0, 0, 0.2, 0.2)], boxes: [(0.15, 0.15, 0.2, 0.2)]),
            Image(4, ["red"], [("red", 0.9)], regions: [("red", 0, 0, 0.2, 0.2)], boxes: [(0, 0, 0.2, 0.2)]));

        var report = Report();

        Assert.Equal(
            ["red was predicted where it is not (90 %)", "red was not found", "red was predicted where it is not (80 %)", "red was predicted as blue (70 %)"],
            MistakesOf(report));
        Assert.Contains("<rect class=\"actual\" x=\"50\" y=\"50\" width=\"40\" height=\"40\"><title>red</title></rect>", report, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"predicted\" x=\"50\" y=\"50\" width=\"40\" height=\"35\"><title>blue 70\u00A0%</title></rect>", WebUtility.HtmlDecode(report), StringComparison.Ordinal);
        Assert.All(server.Requests.Where(request => request.Target.Contains("/performance?", StringComparison.Ordinal)), request => Assert.Contains("overlapThreshold=0.3", request.Target, StringComparison.Ordinal));
        Assert.Equal(20, server.Requests.Count(request => request.Target.Contains("/performance?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_image_that_cannot_be_downloaded_is_a_warning_and_an_existing_file_stays()
    {
        await using var server = Connect("Multilabel", hasThumbnails: false, Image(1, ["red"], []));

        session.Output("$null = Export-CVReport $project -Destination $folder -WarningVariable warnings -WarningAction SilentlyContinue");

        Assert.Matches("^Image 00000000-.* is not in the report: .*404", $"{session.Output("$warnings").Single()}");
        Assert.Contains("The image could not be downloaded.", File.ReadAllText(folder.PathOf("reports/Iteration 1 report.html")), StringComparison.Ordinal);
        var outcome = session.Run("Export-CVReport $project -Destination $folder");
        Assert.Equal(["FileExists"], outcome.ErrorIds);
    }

    [Fact]
    public async Task An_iteration_without_mistakes_says_so()
    {
        await using var server = Connect("Multilabel", Image(1, ["red"], [("red", 0.9)]));

        var report = Report();

        Assert.Contains("No test image was predicted wrong.", report, StringComparison.Ordinal);
        Assert.Empty(MistakesOf(report));
    }

    private static string[] MistakesOf(string report) => Items(report, "<ul class=\"images\">(.*?)</ul>\\s*</section>");

    private static string[] Items(string report, string list) => Regex.Match(report, list, RegexOptions.Singleline) is { Success: true } match
        ? [.. Regex.Matches(match.Groups[1].Value, "<li>(?!\\s*<div)(.*?)</li>", RegexOptions.Singleline)
            .Select(item => WebUtility.HtmlDecode(Regex.Replace(item.Groups[1].Value, "<[^>]+>", "")).Replace('\u00A0', ' ').Trim())]
        : [];

    private static string Image(
        int number, string[] tags, (string Tag, double Probability)[] predictions,
        (string Tag, double Left, double Top, double Width, double Height)[]? regions = null, (double Left, double Top, double Width, double Height)[]? boxes = null)
    {
        string Box((double Left, double Top, double Width, double Height) box) =>
            FormattableString.Invariant($"\"left\":{box.Left},\"top\":{box.Top},\"width\":{box.Width},\"height\":{box.Height}");
        var tagged = string.Join(",", tags.Select(tag => $$"""{"tagId":"{{IdOf(tag)}}","tagName":"{{tag}}","created":"2026-01-01T00:00:00"}"""));
        var drawn = string.Join(",", (regions ?? []).Select(region =>
            $$"""{"regionId":"{{Guid.NewGuid()}}","tagId":"{{IdOf(region.Tag)}}","tagName":"{{region.Tag}}","created":"2026-01-01T00:00:00",{{Box((region.Left, region.Top, region.Width, region.Height))}}}"""));
        var predicted = string.Join(",", predictions.Select((prediction, i) => FormattableString.Invariant(
            $$"""{"probability":{{prediction.Probability}},"tagId":"{{IdOf(prediction.Tag)}}","tagName":"{{prediction.Tag}}"{{(boxes is null ? "" : $",\"boundingBox\":{{{Box(boxes[i])}}}")}}}""")));
        return $$"""
            {"id":"00000000-0000-0000-0000-{{number:000000000000}}","created":"2026-01-01T00:00:00","width":128,"height":128,"imageUri":"ENDPOINTimage.jpg","thumbnailUri":"ENDPOINTthumbnail.jpg",
             "tags":[{{tagged}}],"regions":[{{drawn}}],"predictions":[{{predicted}}]}
            """;
    }

    private static Guid IdOf(string tag) => new(tag.Length, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private string Report(string options = "")
    {
        session.Output($"$null = Export-CVReport $project -Destination $folder/report.html -Force {options}");
        return File.ReadAllText(folder.PathOf("reports/report.html"));
    }

    private ScriptedServer Connect(string type, params string[] images) => Connect(type, hasThumbnails: true, images);

    private ScriptedServer Connect(string type, bool hasThumbnails, params string[] images)
    {
        var (domain, kind) = (type == "ObjectDetection" ? "ObjectDetection" : "Classification", type == "Multilabel" ? "Multilabel" : "Multiclass");
        var iteration = $$"""{"id":"{{IdOf("i")}}","name":"Iteration 1","status":"Completed","created":"2026-01-01T00:00:00","lastModified":"2026-01-01T00:00:00","trainedAt":"2026-01-01T00:00:00","domainId":"{{IdOf("d")}}","classificationType":"{{kind}}"}""";
        ScriptedServer? server = null;
        server = new ScriptedServer(request => request.Target.Split('?')[0] switch
        {
            "/thumbnail.jpg" => hasThumbnails ? ServerReply.Of(200, "image/jpeg", Thumbnail) : ServerReply.Json("{}", 404),
            var path when path.EndsWith("/iterations", StringComparison.Ordinal) => ServerReply.Json($"[{iteration}]"),
            var path when path.Contains("/domains/", StringComparison.Ordinal) => ServerReply.Json($$"""{"id":"{{IdOf("d")}}","name":"General","type":"{{domain}}"}"""),
            var path when path.EndsWith("/performance/images", StringComparison.Ordinal) =>
                ServerReply.Json($"[{(request.Target.Contains("skip=0", StringComparison.Ordinal) || !request.Target.Contains("skip=", StringComparison.Ordinal) ? string.Join(",", images).Replace("ENDPOINT", $"{server!.Endpoint}", StringComparison.Ordinal) : "")}]"),
            var path when path.EndsWith("/performance", StringComparison.Ordinal) =>
                ServerReply.Json("""{"perTagPerformance":[],"precision":0.75,"precisionStdDeviation":0.1,"recall":0.5,"recallStdDeviation":0.2,"averagePrecision":0.8}"""),
            var path when path.EndsWith("/tags", StringComparison.Ordinal) => ServerReply.Json("[]"),
            _ => ServerReply.Json($$$"""{"id":"{{{IdOf("p")}}}","name":"surfaces","description":"","settings":{"domainId":"{{{IdOf("d")}}}","classificationType":"{{{kind}}}"}}"""),
        });
        session.With("endpoint", server.Endpoint).With("project", IdOf("p")).With("folder", folder.PathOf("reports"))
            .Output("$null = Connect-CVService $endpoint -TrainingKey 0123456789abcdef -ApiVersion 3.3 -SkipCheck -PassThru");
        return server;
    }
}
