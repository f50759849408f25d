using CustomVision.LocalService.Tests.Support;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>A service with something on every page.</summary>
internal sealed record Content(string Project, string Tag, string Iteration)
{
    public const string Root = "/_local/pages";

    /// <summary>Would put a mark on the page if any of it were taken for markup.</summary>
    public const string Hostile = "<script>document.title='taken'</script>\"'><img src=x onerror=\"document.title='taken'\">";

    public string[] Paths =>
    [
        $"{Root}/",
        $"{Root}/projects/{Project}",
        $"{Root}/projects/{Project}?tag={Tag}",
        $"{Root}/projects/{Project}?show=untagged",
        $"{Root}/projects/{Project}/iterations",
        $"{Root}/projects/{Project}/iterations/{Iteration}?threshold=0.95",
        $"{Root}/requests",
        $"{Root}/faults",
        $"{Root}/nothing",
    ];

    /// <summary>55 images with a tag, so two pages of them.</summary>
    public static async Task<Content> FillAsync(TestService service)
    {
        await service.NewProjectAsync("empty");
        var project = await service.NewProjectAsync(Hostile);
        var (red, green) = (await service.NewTagAsync(project, Hostile), await service.NewTagAsync(project, "green"));
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("red")), red);
        await service.UploadAsync(project, Enumerable.Range(0, 50).Select(_ => TrainingSteps.Coloured("green")), green);
        await service.UploadAsync(project, TrainingSteps.Coloured("blue"));
        // Without polls of a training, which would be all that the page of requests shows.
        await service.JsonAsync("PATCH", $"{service.Endpoint}/_local/settings", TrainingSteps.Json("""{"training":{"mode":"instant"}}"""));
        var iteration = await service.TrainDefaultAsync(project);
        await service.PredictAsync(project, TrainingSteps.Coloured("red"));
        await service.AddFaultAsync("""{"operation":"GetDomains","status":503,"message":"<b>busy</b>"}""");
        await service.AssertStatusesAsync(503);
        return new Content(project, green, iteration);
    }

    public static async Task SignInAsync(IPage page, string key = TestService.TrainingKey)
    {
        await page.GotoAsync("/");
        await page.GetByLabel("Training key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
