using System.Text.RegularExpressions;
using CustomVision.LocalService.Tests.Support;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>What a user does with the pages.</summary>
[Collection(SampleService.RequestsAreCounted)]
public sealed partial class BrowsingTests(Window window, SampleService sample) : IClassFixture<Window>
{
    [Fact]
    public async Task The_key_is_asked_for_once_and_a_wrong_one_is_refused_all_by_keyboard()
    {
        var page = await window.OpenAsync();

        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByLabel("Training key")).ToBeFocusedAsync(); // the browser does that after the page is loaded
        await page.Keyboard.TypeAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This is not the training key of this service.");
        await Assertions.Expect(page.GetByLabel("Training key")).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync(TestService.TrainingKey);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Projects");
        Assert.DoesNotContain(TestService.TrainingKey, page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(TestService.TrainingKey, await page.ContentAsync(), StringComparison.Ordinal);

        var second = await window.Context.NewPageAsync();
        await second.GotoAsync("/");
        await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Projects");
    }

    [Fact]
    public async Task Scripts_cannot_read_the_cookie_and_it_is_not_the_key()
    {
        var page = await window.OpenAsync();
        await SampleService.SubmitKeyAsync(page);
        await Assertions.Expect(page).ToHaveURLAsync($"{sample.Service.Endpoint}{SampleService.Root}/");

        var cookie = Assert.Single(await window.Context.CookiesAsync());

        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        Assert.Equal((true, SameSiteAttribute.Strict, -1), (cookie.HttpOnly, cookie.SameSite, cookie.Expires));
        Assert.NotEqual(TestService.TrainingKey, cookie.Value);
    }

    [Fact]
    public async Task Signing_out_leads_back_to_the_form()
    {
        var page = await window.OpenAsync();
        await SampleService.SubmitKeyAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Training key")).ToBeVisibleAsync();
        await page.GotoAsync($"{SampleService.Root}/requests");

        await Assertions.Expect(page.GetByLabel("Training key")).ToBeVisibleAsync();
        Assert.Empty(await window.Context.CookiesAsync());
    }

    [Fact]
    public async Task Images_are_listed_by_tag_and_page_by_page_and_really_show()
    {
        var page = await window.OpenAsync();
        await SampleService.SubmitKeyAsync(page);
        var thumbnails = page.Locator(".thumbnails img");

        await page.GetByRole(AriaRole.Link, new() { Name = SampleService.Hostile, Exact = true }).ClickAsync();
        await Assertions.Expect(thumbnails).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        await Assertions.Expect(thumbnails).ToHaveCountAsync(5);
        await Assertions.Expect(page.GetByText("Page 2 of 2")).ToBeVisibleAsync();
        foreach (var thumbnail in await thumbnails.AllAsync())
            await Assertions.Expect(thumbnail).ToHaveJSPropertyAsync("naturalWidth", 64);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Images by tag" })
            .GetByRole(AriaRole.Link, new() { NameRegex = Green() }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{sample.Service.Endpoint}{sample.ProjectPath}?tag={sample.Tag}");
        await Assertions.Expect(thumbnails).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task A_thumbnail_leads_to_the_page_of_its_image_and_from_there_back()
    {
        var page = await window.OpenAsync();
        await window.SignInAsync(sample.Service);
        var list = $"{sample.Service.Endpoint}{sample.ProjectPath}?tag={sample.Tag}";
        await page.GotoAsync(list);

        await page.Locator(".thumbnails a").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "The image" })).ToHaveJSPropertyAsync("naturalWidth", 64);
        await Assertions.Expect(page.Locator(".details").GetByRole(AriaRole.Link, new() { Name = "green" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the images" }).ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(list);
    }

    [Fact]
    public async Task Bars_are_as_long_as_their_figures_say()
    {
        var page = await window.OpenAsync();
        await SampleService.SubmitKeyAsync(page);
        await page.GotoAsync($"{sample.IterationPath}?threshold=0.95");

        var shares = await page.EvaluateAsync<double[][]>("""
            [...document.querySelectorAll('svg.precision, svg.recall')].map(bar => [
                100 * bar.querySelector('.fill').getBoundingClientRect().width / bar.getBoundingClientRect().width,
                parseFloat(bar.parentElement.querySelector('.figure').textContent)])
            """);

        Assert.Equal(6, shares.Length);
        Assert.All(shares, share => Assert.Equal(share[1], share[0], 0.1));
    }

    [Fact]
    public async Task Hostile_names_run_nothing_and_no_page_asks_for_anything_elsewhere()
    {
        var requests = (await sample.Service.RequestsAsync()).Count;
        var page = await window.OpenAsync();
        var asked = new List<string>();
        var complaints = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, line) => complaints.Add(line.Text);
        page.PageError += (_, error) => complaints.Add(error);
        await SampleService.SubmitKeyAsync(page);

        foreach (var path in sample.Paths[..^1])
        {
            await page.GotoAsync(path);
            Assert.EndsWith("Local Custom Vision", await page.TitleAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator("script, main img[src='x']").CountAsync());
        }

        Assert.All(asked, url => Assert.StartsWith(sample.Service.Endpoint, url, StringComparison.Ordinal));
        Assert.Contains(asked, url => url.Contains("/thumbnail?", StringComparison.Ordinal));
        Assert.Empty(complaints);
        Assert.Equal(requests, (await sample.Service.RequestsAsync()).Count);
    }

    [GeneratedRegex("^green")]
    private static partial Regex Green();
}
