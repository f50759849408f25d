using CustomVision.LocalService.Tests.Support;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>Everyone can use the pages, with any device.</summary>
public sealed class AccessibilityTests(Window window, SampleService sample) : IClassFixture<Window>
{
    private static readonly string AxeScript = new BundledAxeScriptProvider().GetScript();

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Every_page_passes_the_rules_of_axe_and_fits_the_window(ColorScheme scheme, int width)
    {
        await using var empty = await TestService.StartAsync();
        var page = await OpenWithAxeAsync(scheme, width);
        await page.GotoAsync(empty.Endpoint);
        await AssertGoodAsync(page);
        await SampleService.SubmitKeyAsync(page, "wrong", empty.Endpoint);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await AssertGoodAsync(page);

        await window.SignInAsync(empty);
        foreach (var path in new[] { "/", "/requests", "/faults" })
        {
            await page.GotoAsync(empty.Endpoint + SampleService.Root + path);
            await AssertGoodAsync(page);
        }

        await window.SignInAsync(sample.Service);
        foreach (var path in sample.Paths)
        {
            await page.GotoAsync(path);
            await AssertGoodAsync(page);
        }
    }

    [Fact]
    public async Task Axe_finds_violations()
    {
        var page = await OpenWithAxeAsync();
        await page.GotoAsync("/");

        await page.EvaluateAsync("document.querySelector('label').remove(); document.querySelector('.sign-in p').style.color = '#ccc'");
        var (_, violations) = await RunAxeAsync(page);

        Assert.Contains(violations, violation => violation.StartsWith("label:", StringComparison.Ordinal));
        Assert.Contains(violations, violation => violation.StartsWith("color-contrast:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Light_and_dark_follow_the_system()
    {
        var grounds = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await window.OpenAsync(scheme);
            await page.GotoAsync("/");
            grounds.Add(await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        }

        Assert.Equal(["rgb(244, 246, 248)", "rgb(18, 23, 29)"], grounds);
    }

    [Fact]
    public async Task The_first_stop_of_the_Tab_key_skips_to_the_content()
    {
        var page = await window.OpenAsync();
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
        var page = await window.OpenAsync();
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
        var page = await window.OpenAsync(width: width);
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

    private async Task<IPage> OpenWithAxeAsync(ColorScheme scheme = ColorScheme.Light, int width = 1400)
    {
        var page = await window.OpenAsync(scheme, width);
        await page.AddInitScriptAsync(AxeScript);
        return page;
    }

    /// <summary>Runs the rules of axe in the page itself. RunAxe of the Playwright package would load axe again and open another page for each run.</summary>
    private static async Task<(string[] Passed, string[] Violations)> RunAxeAsync(IPage page)
    {
        var result = await page.EvaluateAsync<string[][]>("""
            async () => {
                // The pages have no frames.
                const { passes, violations } = await axe.run({ iframes: false, resultTypes: ['violations'] });
                return [
                    passes.map(rule => rule.id),
                    violations.map(rule => `${rule.id}: ${rule.help} ${rule.nodes.map(node => node.html).join(' ')}`),
                ];
            }
            """);
        return (result[0], result[1]);
    }

    private static async Task AssertGoodAsync(IPage page)
    {
        var (passed, violations) = await RunAxeAsync(page);
        Assert.Contains("color-contrast", passed);
        Assert.True(violations.Length == 0, $"{page.Url}: {string.Join("; ", violations)}");
        // Neither the page nor a table in it has to be scrolled sideways.
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            [document.documentElement, ...document.querySelectorAll('.wide')]
                .filter(part => part.scrollWidth > part.clientWidth).map(part => part.outerHTML.slice(0, 200))
            """));
    }
}
