using System.Collections.Concurrent;
using CustomVision.LocalService.Tests.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>Whether everyone can use the pages, with any device.</summary>
public sealed class AccessibilityTests(Chromium chromium, SampleService sample)
{
    // The pages have no frames.
    private static readonly AxeRunOptions Options = new() { Iframes = false };

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Every_page_passes_the_rules_of_axe_and_fits_the_window(ColorScheme scheme, int width)
    {
        await using var empty = await TestService.StartAsync();
        await using var stranger = await chromium.OpenAsync(empty, scheme, width);
        await using var newcomer = await chromium.OpenSignedInAsync(empty, scheme, width);
        await using var user = await chromium.OpenSignedInAsync(sample.Service, scheme, width);
        var pages = new ConcurrentQueue<(IBrowserContext Browser, string Path)>(
        [
            .. sample.Paths.Select(path => (user, path)),
            .. new[] { "/", "/requests", "/faults" }.Select(path => (newcomer, SampleService.Root + path)),
        ]);

        // Two at once, so that the browser loads one page while axe checks the other.
        await Task.WhenAll(AssertStrangerAsync(), AssertPagesAsync());

        async Task AssertStrangerAsync()
        {
            var page = await stranger.NewPageAsync();
            await page.GotoAsync("/");
            await AssertGoodAsync(page);
            await SampleService.SubmitKeyAsync(page, "wrong");
            await AssertGoodAsync(page);
            await page.CloseAsync();
            await AssertPagesAsync();
        }

        async Task AssertPagesAsync()
        {
            while (pages.TryDequeue(out var next))
            {
                var page = await next.Browser.NewPageAsync();
                await page.GotoAsync(next.Path);
                await AssertGoodAsync(page);
                await page.CloseAsync();
            }
        }
    }

    [Fact]
    public async Task The_rules_do_find_what_is_wrong()
    {
        await using var browser = await chromium.OpenAsync(sample.Service);
        var page = await browser.NewPageAsync();
        await page.GotoAsync("/");

        await page.EvaluateAsync("document.querySelector('label').remove(); document.querySelector('.sign-in p').style.color = '#ccc'");
        var found = (await page.RunAxe(Options)).Violations.Select(violation => violation.Id).ToArray();

        Assert.Contains("label", found);
        Assert.Contains("color-contrast", found);
    }

    [Fact]
    public async Task Light_and_dark_follow_the_system()
    {
        var grounds = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var browser = await chromium.OpenAsync(sample.Service, scheme);
            var page = await browser.NewPageAsync();
            await page.GotoAsync("/");
            grounds.Add(await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        }

        Assert.Equal(["rgb(244, 246, 248)", "rgb(18, 23, 29)"], grounds);
    }

    [Fact]
    public async Task The_first_stop_of_the_Tab_key_skips_to_the_content()
    {
        await using var browser = await chromium.OpenAsync(sample.Service);
        var page = await browser.NewPageAsync();
        await SampleService.SubmitKeyAsync(page);
        await page.GotoAsync($"{SampleService.Root}/faults");

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByText("Skip to content")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByText("Skip to content")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Every_link_and_button_of_a_page_is_reached_by_the_Tab_key_and_shows_it()
    {
        await using var browser = await chromium.OpenAsync(sample.Service);
        var page = await browser.NewPageAsync();
        await SampleService.SubmitKeyAsync(page);
        await page.GotoAsync(sample.IterationPath);
        var stops = await page.Locator("a, button, select").CountAsync();

        var reached = new HashSet<string>();
        for (var stop = 0; stop < stops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            // The table that can be scrolled is one stop more.
            if (await page.EvaluateAsync<bool>("document.activeElement.matches('.wide')"))
                await page.Keyboard.PressAsync("Tab");
            Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            reached.Add(await page.EvaluateAsync<string>("[...document.querySelectorAll('a, button, select')].indexOf(document.activeElement).toString()"));
        }

        Assert.Equal(stops, reached.Count);
        Assert.DoesNotContain("-1", reached);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1400)]
    public async Task Words_are_not_broken_in_tables_and_commands(int width)
    {
        await using var browser = await chromium.OpenAsync(sample.Service, width: width);
        var page = await browser.NewPageAsync();
        await page.GotoAsync("/");
        await AssertWholeAsync("pre span");
        await SampleService.SubmitKeyAsync(page);
        await page.GotoAsync(sample.EmptyProjectPath);
        await AssertWholeAsync("pre span");
        await page.GotoAsync(sample.IterationPath);
        await AssertWholeAsync("tr:nth-child(2) bdi");

        // A piece of text that is broken has a box on each of its lines. An id may be wider than the page.
        async Task AssertWholeAsync(string pieces)
        {
            var all = page.Locator(pieces);
            Assert.NotEqual(0, await all.CountAsync());
            Assert.Empty(await all.EvaluateAllAsync<string[]>("""
                pieces => pieces.filter(piece => {
                    const text = document.createRange();
                    text.selectNodeContents(piece);
                    return piece.textContent.length < 36 && text.getClientRects().length > 1;
                }).map(piece => piece.textContent)
                """));
        }
    }

    private static async Task AssertGoodAsync(IPage page)
    {
        var result = await page.RunAxe(Options);
        Assert.Contains(result.Passes, rule => rule.Id == "color-contrast");
        Assert.True(
            result.Violations.Length == 0,
            $"{page.Url}: {string.Join("; ", result.Violations.Select(rule => $"{rule.Id}: {rule.Help} {string.Join(' ', rule.Nodes.Select(node => node.Html))}"))}");
        // Neither the page nor a table in it has to be moved sideways.
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            [document.documentElement, ...document.querySelectorAll('.wide')]
                .filter(part => part.scrollWidth > part.clientWidth).map(part => part.outerHTML.slice(0, 200))
            """));
    }
}
