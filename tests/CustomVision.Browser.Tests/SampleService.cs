using System.Net;
using CustomVision.Browser.Tests;
using CustomVision.LocalService.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SampleService))]

namespace CustomVision.Browser.Tests;

/// <summary>A service with content on every page, for all tests: they only read it.</summary>
public sealed class SampleService : IAsyncLifetime
{
    internal const string Root = "/_local/pages";

    /// <summary>A name that would change the title if any of it were used as markup.</summary>
    internal const string Hostile = "<script>document.title='taken'</script>\"'><img src=x onerror=\"document.title='taken'\">";

    /// <summary>The collection of tests that count the requests to the API, or send some: not at the same time.</summary>
    internal const string RequestsAreCounted = nameof(RequestsAreCounted);

    private TestService? service;
    private string project = "";
    private string emptyProject = "";
    private string iteration = "";
    private string image = "";
    private string prediction = "";

    internal TestService Service => service!;

    /// <summary>The id of the tag "green".</summary>
    internal string Tag { get; private set; } = "";

    internal string ProjectPath => $"{Root}/projects/{project}";

    internal string EmptyProjectPath => $"{Root}/projects/{emptyProject}";

    internal string IterationPath => $"{ProjectPath}/iterations/{iteration}";

    internal Guid ProjectId => Guid.Parse(project);

    internal string ImagePath => $"{ProjectPath}/images/{image}?tag={Tag}";

    internal string PredictionsPath => $"{ProjectPath}/predictions";

    internal string[] Paths =>
    [
        $"{Root}/",
        EmptyProjectPath,
        ProjectPath,
        $"{ProjectPath}?tag={Tag}",
        $"{ProjectPath}?show=untagged",
        ImagePath,
        PredictionsPath,
        $"{PredictionsPath}/{prediction}",
        $"{EmptyProjectPath}/predictions",
        $"{ProjectPath}/iterations",
        $"{IterationPath}?threshold=0.95",
        $"{Root}/requests",
        $"{Root}/faults",
        $"{Root}/nothing",
    ];

    /// <summary>55 tagged images, which are two pages of them.</summary>
    public async ValueTask InitializeAsync()
    {
        service = await TestService.StartAsync();
        emptyProject = await service.NewProjectAsync("empty");
        project = await service.NewProjectAsync(Hostile);
        var red = await service.NewTagAsync(project, Hostile);
        Tag = await service.NewTagAsync(project, "green");
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("red")), red);
        await service.UploadAsync(project, Enumerable.Range(0, 50).Select(_ => TrainingSteps.Coloured("green")), Tag);
        await service.UploadAsync(project, TrainingSteps.Coloured("blue"));
        // Without the polls of a training, which would fill the page of requests.
        await service.JsonAsync("PATCH", $"{service.Endpoint}/_local/settings", TrainingSteps.Json("""{"training":{"mode":"instant"}}"""));
        iteration = await service.TrainDefaultAsync(project);
        var predicted = TrainingSteps.Coloured("red");
        prediction = (string)(await service.PredictAsync(project, predicted))["Id"]!;
        image = (string)(await service.UploadAsync(project, predicted))["Image"]!["Id"]!;
        await service.AddFaultAsync("""{"operation":"GetDomains","status":503,"message":"<b>busy</b>"}""");
        await service.AssertStatusesAsync(503);
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
    }

    /// <summary>Signs a browser in without the form.</summary>
    internal static async Task SignInAsync(IBrowserContext browser, TestService service)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies });
        using var form = new FormUrlEncodedContent([new("key", TestService.TrainingKey)]);
        using var response = await client.PostAsync($"{service.Endpoint}{Root}/sign-in", form, TestService.Cancel);
        var cookie = Assert.Single(cookies.GetAllCookies());
        await browser.AddCookiesAsync(
        [
            new Microsoft.Playwright.Cookie
            {
                Name = cookie.Name, Value = cookie.Value, Domain = "127.0.0.1", Path = cookie.Path, HttpOnly = true, SameSite = SameSiteAttribute.Strict,
            },
        ]);
    }

    /// <summary>Submits the sign-in form.</summary>
    internal static async Task SubmitKeyAsync(IPage page, string key = TestService.TrainingKey, string url = "/")
    {
        await page.GotoAsync(url);
        await page.GetByLabel("Training key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
