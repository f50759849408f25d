using CustomVision.Http;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Reports;
using CustomVision.Tests;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>The file that Export-CVReport writes, about a project with hostile names.</summary>
[Collection(SampleService.RequestsAreCounted)]
public sealed class ReportTests(Window window, SampleService sample) : IClassFixture<Window>
{
    [Fact]
    public async Task A_report_passes_the_rules_of_axe_fits_the_window_and_asks_for_nothing()
    {
        using var folder = new TemporaryFolder();
        var connection = new CustomVisionConnection(new Uri(sample.Service.Endpoint), Secret.From(TestService.TrainingKey)) { Version = ApiVersion.Parse("3.3") };
        var client = new CustomVisionClient(connection);
        var iteration = Assert.Single(await client.Training.GetIterationsAsync(sample.ProjectId, TestService.Cancel));
        // Above all probabilities, so that there are mistakes.
        var reporter = new IterationReporter(client, new IterationReporterOptions { Threshold = 0.99999, LargestImageCount = 6 });
        var report = await reporter.WriteAsync(iteration, folder.PathOf("report.html"), overwrite: false, TestService.Cancel);
        var url = new Uri(report.FullName).AbsoluteUri;

        var page = await Axe.OpenAsync(window);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(url);

        Assert.Equal($"{iteration.Name} of {SampleService.Hostile}: performance", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("script, link, img[src='x']").CountAsync());
        await Assertions.Expect(page.Locator(".images img")).ToHaveCountAsync(6);
        await Assertions.Expect(page.Locator(".images img").First).ToHaveJSPropertyAsync("naturalWidth", 64);
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1400), (ColorScheme.Dark, 400) })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 900);
            await Axe.AssertGoodAsync(page, mayScroll: true);
        }
        Assert.All(asked, one => Assert.True(one == url || one.StartsWith("data:", StringComparison.Ordinal), one));
    }
}
