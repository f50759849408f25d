using System.Globalization;
using System.Text.RegularExpressions;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Web;

namespace CustomVision.LocalService.Tests.Web;

/// <summary>What the pages show, and how they are guarded.</summary>
public sealed partial class PageTests
{
    private const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

    [Fact]
    public async Task An_empty_service_says_what_to_do_first()
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);

        Assert.Contains("New-CVProject", await browser.TextAsync($"{Browser.Root}/"), StringComparison.Ordinal);
        Assert.Contains("No requests to the API", await browser.TextAsync($"{Browser.Root}/requests"), StringComparison.Ordinal);
        Assert.Contains("No fault rule is active", await browser.TextAsync($"{Browser.Root}/faults"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_project_says_how_to_fill_and_train_it()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        using var browser = await Browser.SignedInAsync(service);

        Assert.Contains(
            $"No images yet. To upload images and tag them by their folders: Get-ChildItem ./photos -Recurse -Filter *.jpg | Add-CVTrainingImage -ProjectId {project}",
            await browser.TextAsync(Project(project)),
            StringComparison.Ordinal);
        Assert.Contains(
            $"Start-CVTraining -ProjectId {project} -Wait", await browser.TextAsync($"{Project(project)}/iterations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_projects_are_listed_with_their_counts_newest_first()
    {
        await using var service = await TestService.StartAsync();
        var (colours, _, _) = await service.NewColoursAsync();
        await service.TrainAsync(colours);
        await service.NewProjectAsync("bridges");
        using var browser = await Browser.SignedInAsync(service);

        var text = await browser.TextAsync($"{Browser.Root}/");

        Assert.Contains("2 projects, 10 images, 0 predictions this month", text, StringComparison.Ordinal);
        Assert.Matches("bridges .*0 images · 0 tags · 0 iterations .*colours .*10 images · 2 tags · 1 iteration ", text);
    }

    [Fact]
    public async Task A_project_shows_its_tags_with_their_counts_and_the_images_of_each()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (brick, grass) = (await service.NewTagAsync(project, "brick"), await service.NewTagAsync(project, "grass"));
        var bricks = await service.UploadAsync(project, [TestImages.New(), TestImages.New()], brick);
        var grassy = await service.UploadAsync(project, TestImages.New(), grass);
        var untagged = await service.UploadAsync(project, TestImages.New());
        using var browser = await Browser.SignedInAsync(service);

        Assert.Matches("All tagged 3 Untagged 1 Tags 2 brick 2 grass 1 All tagged 3 images", await browser.TextAsync(Project(project)));
        string[] tagged = [(string)grassy["Image"]!["Id"]!, .. bricks["Images"]!.AsArray().Select(image => (string)image!["Image"]!["Id"]!).Reverse()];
        Assert.Equal(tagged, await ShownAsync(browser, Project(project)));
        Assert.Equal([(string)grassy["Image"]!["Id"]!], await ShownAsync(browser, $"{Project(project)}?tag={grass}"));
        Assert.Equal([(string)untagged["Image"]!["Id"]!], await ShownAsync(browser, $"{Project(project)}?show=untagged"));
    }

    [Fact]
    public async Task Counts_are_those_of_now_after_every_change()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        using var browser = await Browser.SignedInAsync(service);
        Assert.Contains("brick 0", await browser.TextAsync(Project(project)), StringComparison.Ordinal);

        var image = await service.UploadAsync(project, TestImages.New(), tag);
        Assert.Contains("Untagged 0 Tags 1 brick 1", await browser.TextAsync(Project(project)), StringComparison.Ordinal);
        using (await service.SendAsync("DELETE", $"projects/{project}/tags/{tag}"))
            Assert.Contains("All tagged 0 Untagged 1 Tags 0", await browser.TextAsync(Project(project)), StringComparison.Ordinal);
        using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={image["Image"]!["Id"]}"))
            Assert.Contains("All tagged 0 Untagged 0", await browser.TextAsync(Project(project)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_image_has_a_tag_those_without_one_are_shown()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var image = await service.UploadAsync(project, TestImages.New());
        using var browser = await Browser.SignedInAsync(service);

        Assert.Equal([(string)image["Image"]!["Id"]!], await ShownAsync(browser, Project(project)));
    }

    [Fact]
    public async Task Thumbnails_and_images_are_there_without_a_session()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");
        await service.UploadAsync(project, TestImages.New(), tag);
        using var browser = await Browser.SignedInAsync(service);
        using var client = new HttpClient();

        var source = await browser.SourceAsync(Project(project));
        source += await browser.SourceAsync(ImagePages().Match(source).Groups[1].Value);
        var links = ImageLink().Matches(source).Select(match => match.Value).ToArray();

        Assert.Equal(["thumbnail", "image", "image"], links.Select(link => link.Split('/', '?')[4]));
        foreach (var link in links)
        {
            using var answer = await client.GetAsync(service.Endpoint + link, TestService.Cancel);
            Assert.Equal("image", answer.Content.Headers.ContentType!.MediaType!.Split('/')[0]);
        }
    }

    [Fact]
    public async Task Pages_of_fifty_hold_each_image_once_newest_first()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");
        var ids = new List<string>();
        for (var batch = 0; batch < 2; batch++)
            ids.AddRange((await service.UploadAsync(project, Enumerable.Range(0, 60).Select(_ => TestImages.New()), tag))["Images"]!.AsArray()
                .Select(image => (string)image!["Image"]!["Id"]!));
        using var browser = await Browser.SignedInAsync(service);

        foreach (var path in new[] { $"{Project(project)}?show=tagged", $"{Project(project)}?tag={tag}" })
        {
            var pages = new List<string[]>();
            foreach (var number in new[] { 1, 2, 3 })
                pages.Add(await ShownAsync(browser, $"{path}&page={number}"));

            Assert.Equal([50, 50, 20], pages.Select(page => page.Length));
            Assert.Equal(Enumerable.Reverse(ids), pages.SelectMany(page => page));
            Assert.Equal(pages[2], await ShownAsync(browser, $"{path}&page=9"));
            Assert.Contains($"<a href=\"{path}&amp;page=3\">Older</a>", await browser.SourceAsync($"{path}&page=2"), StringComparison.Ordinal);
            Assert.Contains("<ol class=\"thumbnails\" start=\"101\">", await browser.SourceAsync($"{path}&page=3"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Iterations_show_precision_and_recall_as_bars_of_the_length_that_the_API_says()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        var iteration = await service.TrainDefaultAsync(project);
        using var browser = await Browser.SignedInAsync(service);

        foreach (var threshold in new[] { 0.5, 0.95, 0.99 })
        {
            var performance = await service.JsonAsync("GET", string.Create(CultureInfo.InvariantCulture, $"projects/{project}/iterations/{iteration}/performance?threshold={threshold}"));
            var page = await browser.SourceAsync(string.Create(CultureInfo.InvariantCulture, $"{Project(project)}/iterations/{iteration}?threshold={threshold}"));
            AssertBar(page, "precision", (double)performance["Precision"]!);
            AssertBar(page, "recall", (double)performance["Recall"]!);
        }
        var list = await browser.TextAsync($"{Project(project)}/iterations");
        Assert.Matches(@"Iteration 1 default trained .* 10 tagged images Precision 100\.0 % ± 0\.0 % Recall 100\.0 % ± 0\.0 %", list);
        Assert.DoesNotContain("Iteration 2", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_and_faults_are_shown()
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);
        await service.AddFaultAsync("""{"operation":"GetDomains","status":503,"retryAfter":2,"count":2,"message":"<b>busy</b>"}""");
        await service.StatusesAsync(1);

        Assert.Contains("1 fault rule is active.", await browser.TextAsync($"{Browser.Root}/"), StringComparison.Ordinal);
        Assert.Contains(
            "1 GetDomains responds with 503, retry after 2 s, “<b>busy</b>” 2 requests, 1 left 1", await browser.TextAsync($"{Browser.Root}/faults"), StringComparison.Ordinal);
        Assert.Matches(@"503 GetDomains GET /customvision/v1\.0/Training/domains .* ms 1 ", await browser.TextAsync($"{Browser.Root}/requests"));
    }

    [Fact]
    public async Task The_quotas_and_the_way_of_training_in_force_are_shown()
    {
        await using var service = await TestService.StartAsync(with: options => options with
        {
            Settings = new ServiceSettings(QuotaProfile.S0, new TrainingBehaviour(TrainingMode.Polls, 3)),
        });
        using var browser = await Browser.SignedInAsync(service);

        Assert.Contains("Settings Quotas S0 Training ends after 3 polls", await browser.TextAsync($"{Browser.Root}/faults"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_requests_is_shown_a_hundred_at_a_time()
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);
        await service.StatusesAsync(101);

        Assert.Equal(100, Rows().Count(await browser.SourceAsync($"{Browser.Root}/requests")));
        Assert.Equal(1, Rows().Count(await browser.SourceAsync($"{Browser.Root}/requests?page=2")));
    }

    [Fact]
    public async Task Names_are_text_wherever_they_are_shown()
    {
        await using var service = await TestService.StartAsync();
        var project = (string)(await service.JsonAsync(
            "POST", $"projects?name={Uri.EscapeDataString(Hostile)}&description={Uri.EscapeDataString(Hostile)}"))["Id"]!;
        var tag = (string)(await service.JsonAsync(
            "POST", $"projects/{project}/tags?name={Uri.EscapeDataString(Hostile)}&description={Uri.EscapeDataString(Hostile)}"))["Id"]!;
        var other = await service.NewTagAsync(project, "other");
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("red")), tag);
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("green")), other);
        var iteration = await service.TrainDefaultAsync(project);
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{iteration}", TrainingSteps.Json(
            $$"""{"Name":{{System.Text.Json.JsonSerializer.Serialize(Hostile)}}}"""));
        await service.AddFaultAsync($$"""{"status":500,"code":{{System.Text.Json.JsonSerializer.Serialize(Hostile)}},"message":{{System.Text.Json.JsonSerializer.Serialize(Hostile)}}}""");
        using var strange = await service.SendAsync("GET", Uri.EscapeDataString(Hostile));
        using var browser = await Browser.SignedInAsync(service);

        foreach (var path in new[]
        {
            "/", $"/projects/{project}", $"/projects/{project}?tag={tag}", $"/projects/{project}/iterations",
            $"/projects/{project}/iterations/{iteration}", "/faults",
        })
        {
            var source = await browser.SourceAsync(Browser.Root + path);
            Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&gt;&lt;img", source, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", source, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img src=x", source, StringComparison.OrdinalIgnoreCase);
        }
        Assert.DoesNotContain("<script", await browser.SourceAsync($"{Browser.Root}/requests"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("<b>", "&lt;b&gt;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("\" onclick='x'", "&quot; onclick=&#x27;x&#x27;")]
    [InlineData("Straße 道 🧱", "Straße 道 &#x1F9F1;")]
    public void Text_in_markup_is_encoded(string text, string encoded)
    {
        Html page = $"<p title=\"{text}\">{text}</p>";

        Assert.Equal($"<p title=\"{encoded}\">{encoded}</p>", page.ToString());
    }

    [Fact]
    public void Half_a_character_is_shown_as_none_that_is_known()
    {
        Html page = $"<p>{"\ud800"}</p>";

        Assert.Equal("<p>&#xFFFD;</p>", page.ToString());
    }

    [Theory]
    [InlineData(404, "/nothing")]
    [InlineData(404, "/projects/11111111-1111-1111-1111-111111111111")]
    [InlineData(404, "/projects/11111111-1111-1111-1111-111111111111/iterations")]
    [InlineData(400, "/projects/%3Cscript%3E")]
    [InlineData(400, "/requests?page=0")]
    [InlineData(400, "/requests?page=-1")]
    [InlineData(400, "/requests?page=%3Cscript%3E")]
    public async Task What_is_not_there_or_not_understood_is_answered_with_a_page(int status, string path)
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);

        using var answer = await browser.GetAsync(Browser.Root + path);
        var source = await answer.Content.ReadAsStringAsync(TestService.Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(status == 404 ? "<h1>Not found</h1>" : "<h1>Bad request</h1>", source, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_or_an_iteration_of_another_project_is_not_found()
    {
        await using var service = await TestService.StartAsync();
        var (project, other) = (await service.NewProjectAsync("one"), await service.NewProjectAsync("other"));
        var tag = await service.NewTagAsync(other, "a");
        var workspace = (await service.JsonAsync("GET", $"projects/{other}/iterations"))[0]!["Id"];
        using var browser = await Browser.SignedInAsync(service);

        using var images = await browser.GetAsync($"{Project(project)}?tag={tag}");
        using var iteration = await browser.GetAsync($"{Project(project)}/iterations/{workspace}");
        using var untrained = await browser.GetAsync($"{Project(other)}/iterations/{workspace}");

        Assert.Equal((404, 404, 400), ((int)images.StatusCode, (int)iteration.StatusCode, (int)untrained.StatusCode));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/")]
    [InlineData("/nothing")]
    public async Task Pages_allow_no_script_no_frame_no_other_origin_and_no_cache(string path)
    {
        await using var service = await TestService.StartAsync();
        using var signedIn = await Browser.SignedInAsync(service);
        using var stranger = new Browser(service);
        using var answer = await (path == "/sign-in" ? stranger : signedIn).GetAsync(Browser.Root + path);
        var source = await answer.Content.ReadAsStringAsync(TestService.Cancel);

        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("<script", source, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", source, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\son\w+=", source);
    }

    [Fact]
    public async Task A_name_that_is_not_loopbacks_own_sees_no_page()
    {
        await using var service = await TestService.StartAsync();

        foreach (var path in new[] { "/", "/_local/pages/sign-in", "/_local/pages/style.css" })
            Assert.StartsWith(
                "HTTP/1.1 400 ",
                await RawHttp.SendAsync(service.Port, $"GET {path} HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stylesheet_is_that_of_the_link_and_of_this_origin()
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);
        var form = await browser.SourceAsync($"{Browser.Root}/sign-in");
        var link = StyleLink().Match(form).Groups[1].Value;

        using var style = await browser.GetAsync(link);
        using var icon = await browser.GetAsync("/favicon.ico");

        Assert.Equal("text/css; charset=utf-8", style.Content.Headers.ContentType!.ToString());
        Assert.Equal("image/svg+xml", icon.Content.Headers.ContentType!.ToString());
        Assert.DoesNotContain("//", (await style.Content.ReadAsStringAsync(TestService.Cancel)).Replace("://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Project(string id) => $"{Browser.Root}/projects/{id}";

    private static void AssertBar(string page, string kind, double share)
    {
        var drawn = Regex.Match(page, $"""<svg class="bar {kind}".*?class="fill" width="([0-9.]+)%".*?<span class="figure">([0-9.]+) %""");
        Assert.Equal(share * 100, double.Parse(drawn.Groups[1].Value, CultureInfo.InvariantCulture), 0.0051);
        Assert.Equal(share * 100, double.Parse(drawn.Groups[2].Value, CultureInfo.InvariantCulture), 0.051);
    }

    /// <summary>The ids of the images on a page, in their order.</summary>
    private static async Task<string[]> ShownAsync(Browser browser, string path) =>
        [.. Thumbnail().Matches(await browser.SourceAsync(path)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("""<img src="/_local/images/([0-9a-f-]+)/thumbnail""")]
    private static partial Regex Thumbnail();

    [GeneratedRegex("/_local/images/[^\"]+")]
    private static partial Regex ImageLink();

    [GeneratedRegex("<a href=\"([^\"]+/images/[0-9a-f-]{36}[^\"]*)\"")]
    private static partial Regex ImagePages();

    [GeneratedRegex("rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex StyleLink();

    [GeneratedRegex("<tr>\n<td>")]
    private static partial Regex Rows();
}
