using CustomVision.LocalService.Tests.Support;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>Everyone can use the pages, with any device.</summary>
public sealed class AccessibilityTests(Window window, SampleService sample) : IClassFixture<Window>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Every_page_passes_the_rules_of_axe_and_fits_the_window(ColorScheme scheme, int width)
    {
        await using var empty = await TestService.StartAsync();
        var page = await Axe.OpenAsync(window, scheme, width);
        await page.GotoAsync(empty.Endpoint);
        await Axe.AssertGoodAsync(page);
        await SampleService.SubmitKeyAsync(page, "wrong", empty.Endpoint);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Axe.AssertGoodAsync(page);

        await window.SignInAsync(empty);
        foreach (var path in new[] { "/", "/requests", "/faults" })
        {
            await page.GotoAsync(empty.Endpoint + SampleService.Root + path);
            await Axe.AssertGoodAsync(page);
        }

        await window.SignInAsync(sample.Service);
        foreach (var path in sample.Paths)
        {
            await page.GotoAsync(path);
            await Axe.AssertGoodAsync(page);
        }
    }

    [Fact]
    public async Task Axe_finds_violations()
    {
        var page = await Axe.OpenAsync(window);
        await page.GotoAsync("/");

        await page.EvaluateAsync("document.querySelector('label').remove(); document.querySelector('.sign-in p').style.color = '#ccc'");
        var (_, violations) = await Axe.RunAsync(page);

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
        var stops = await page.Locator("a, button, select, summary").CountAsync();

        var reached = new HashSet<string>();
        for (var stop = 0; stop < stops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            // The tables that can be scrolled are stops too.
            while (await page.EvaluateAsync<bool>("document.activeElement.matches('.wide')"))
                await page.Keyboard.PressAsync("Tab");
            Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            reached.Add(await page.EvaluateAsync<string>("[...document.querySelectorAll('a, button, select, summary')].indexOf(document.activeElement).toString()"));
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
}
