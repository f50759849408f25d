using System.Text.RegularExpressions;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Tests.V3;

namespace CustomVision.LocalService.Tests.Web;

/// <summary>The pages of single images, predictions and failed trainings.</summary>
public sealed partial class ItemPageTests
{
    [Fact]
    public async Task An_image_has_a_page_with_its_tags_id_size_and_predictions_and_a_way_back()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync(50);
        await service.TrainDefaultAsync(project);
        var content = TrainingSteps.Coloured("red");
        var id = (string)(await service.UploadAsync(project, content, red))["Image"]!["Id"]!;
        var prediction = (string)(await service.PredictAsync(project, content))["Id"]!;
        using var browser = await Browser.SignedInAsync(service);
        var list = $"{Browser.Root}/projects/{project}?tag={red}";

        var links = ImagePages().Matches(await browser.SourceAsync(list)).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal($"{Browser.Root}/projects/{project}/images/{id}?tag={red}", links[0]);
        Assert.Equal(50, links.Length);
        var text = await browser.TextAsync(links[0]);
        var source = await browser.SourceAsync(links[0]);

        Assert.Contains($"Image {id}", text, StringComparison.Ordinal);
        Assert.Contains("Tags red", text, StringComparison.Ordinal);
        Assert.Contains($"Size 64 × 64 pixels File image/png, {content.Length} B", text, StringComparison.Ordinal);
        Assert.Matches(@"Predictions of this image .* red \d\d\.\d % green \d+\.\d % Iteration 1", text);
        Assert.Contains($"/predictions/{prediction}\"", source, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{list}\">Back to the images</a>", source, StringComparison.Ordinal);

        // From the second page, too.
        var second = ImagePages().Match(await browser.SourceAsync($"{list}&page=2")).Groups[1].Value;
        Assert.Contains(
            $"<a href=\"{list}&amp;page=2\">Back", await browser.SourceAsync(second.Replace("&amp;", "&", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_regions_of_an_image_are_drawn_on_it_and_its_metadata_is_listed()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}");
        var tag = await service.NewV3TagAsync(project, "%3Cfork%3E");
        var image = (await service.UploadV3Async(project, "red", 1))[0];
        await service.V3Async("POST", $"projects/{project}/images/regions", $$"""{"regions":[{"imageId":"{{image}}","tagId":"{{tag}}","left":0.125,"top":0.25,"width":0.5,"height":0.375}]}""");
        await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={image}", """{"place":"<Oslo>"}""");
        using var browser = await Browser.SignedInAsync(service);

        var page = $"{Browser.Root}/projects/{project}/images/{image}";
        var source = await browser.SourceAsync(page);

        Assert.Contains("""<rect x="12.5%" y="25%" width="50%" height="37.5%"/><text x="12.5%" y="25%" dx="5" dy="16">&lt;fork&gt;</text>""", source, StringComparison.Ordinal);
        Assert.Contains("<bdi>place</bdi>: <bdi>&lt;Oslo&gt;</bdi>", source, StringComparison.Ordinal);
        Assert.Contains("12.5%, 25%; 50% × 37.5%", await browser.TextAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_iteration_shows_its_name()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, iteration) = await service.NewTrainedAsync();
        await service.PublishAsync(project, iteration, "live");
        using var browser = await Browser.SignedInAsync(service);

        Assert.Contains("default published as live", await browser.TextAsync($"{Browser.Root}/projects/{project}/iterations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_are_listed_newest_first_and_each_has_a_page_with_all_its_tags()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        using var browser = await Browser.SignedInAsync(service);
        var list = $"{Browser.Root}/projects/{project}/predictions";
        Assert.Contains("No predictions yet.", await browser.TextAsync(list), StringComparison.Ordinal);

        var ids = new List<string>();
        for (var number = 0; number < 52; number++)
            ids.Insert(0, (string)(await service.PredictAsync(project, TrainingSteps.Coloured("green"), number == 51 ? "?application=shop" : ""))["Id"]!);
        var pages = new[] { await browser.SourceAsync(list), await browser.SourceAsync($"{list}?page=2") };
        var text = await browser.TextAsync($"{list}/{ids[0]}");

        Assert.Equal(ids, pages.SelectMany(page => PredictionPages().Matches(page).Select(match => match.Groups[1].Value)));
        Assert.Contains("Stored predictions 52", await browser.TextAsync(list), StringComparison.Ordinal);
        Assert.Contains($"Prediction {ids[0]}", text, StringComparison.Ordinal);
        Assert.Matches(@"Iteration Iteration 1 Application shop Probability by tag Tag Probability green \d\d\.\d % red \d+\.\d %", text);
        Assert.Contains($"<a href=\"{list}\">Back to the predictions</a>", await browser.SourceAsync($"{list}/{ids[0]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_images_and_predictions_that_do_not_exist_are_not_found()
    {
        await using var service = await TestService.StartAsync();
        var (project, other) = (await service.NewProjectAsync(), await service.NewProjectAsync("other"));
        var image = (string)(await service.UploadAsync(other, TestImages.New()))["Image"]!["Id"]!;
        using var browser = await Browser.SignedInAsync(service);

        foreach (var path in new[] { $"images/{Guid.NewGuid()}", $"images/{image}", $"predictions/{Guid.NewGuid()}", $"predictions/{image}" })
        {
            using var answer = await browser.GetAsync($"{Browser.Root}/projects/{project}/{path}");
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_figures_of_an_iteration_are_computed_once()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        var iteration = await service.TrainDefaultAsync(project);
        using var browser = await Browser.SignedInAsync(service);
        string[] paths = [$"{Browser.Root}/projects/{project}/iterations", $"{Browser.Root}/projects/{project}/iterations/{iteration}?threshold=0.7"];
        var before = new[] { await browser.TextAsync(paths[0]), await browser.TextAsync(paths[1]) };

        // What they are computed from.
        await service.Store.Database.WriteAsync(session => session.Execute("UPDATE models SET scores = x''"));

        Assert.Equal(before, new[] { await browser.TextAsync(paths[0]), await browser.TextAsync(paths[1]) });
        using var other = await browser.GetAsync($"{Browser.Root}/projects/{project}/iterations/{iteration}?threshold=0.71");
        Assert.Equal(500, (int)other.StatusCode);
    }

    [Fact]
    public async Task A_failed_training_is_shown_with_its_reason()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        await service.JsonAsync(
            "PATCH", $"{service.Endpoint}/_local/settings", TrainingSteps.Json("""{"training":{"mode":"fail","message":"<b>No</b> luck."}}"""));
        var iteration = await service.TrainAsync(project);
        using var browser = await Browser.SignedInAsync(service);

        Assert.Equal("<b>No</b> luck.", (string)iteration["TrainingErrorDetails"]!);
        Assert.Contains("The training failed. <b>No</b> luck.", await browser.TextAsync($"{Browser.Root}/projects/{project}/iterations"), StringComparison.Ordinal);
    }

    [GeneratedRegex("<li><a href=\"([^\"]+/images/[0-9a-f-]{36}[^\"]*)\"")]
    private static partial Regex ImagePages();

    [GeneratedRegex("/predictions/([0-9a-f-]{36})\"><img")]
    private static partial Regex PredictionPages();
}
