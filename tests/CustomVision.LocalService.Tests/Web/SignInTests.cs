using System.Net;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Web;

namespace CustomVision.LocalService.Tests.Web;

/// <summary>Who sees the pages, and what the key and the cookie are good for.</summary>
public sealed class SignInTests
{
    public static TheoryData<string> ClosedPages { get; } =
    [
        "/",
        "/projects/11111111-1111-1111-1111-111111111111",
        "/projects/11111111-1111-1111-1111-111111111111?tag=1",
        "/projects/11111111-1111-1111-1111-111111111111/iterations",
        "/projects/11111111-1111-1111-1111-111111111111/iterations/11111111-1111-1111-1111-111111111111",
        "/requests",
        "/faults",
        "/nothing",
    ];

    [Fact]
    public async Task The_address_of_the_service_leads_to_the_form_for_the_key()
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);

        using var home = await browser.GetAsync("/");
        using var overview = await browser.GetAsync(home.Headers.Location!.OriginalString);
        var form = await browser.SourceAsync(overview.Headers.Location!.OriginalString);

        Assert.Equal((303, 303), ((int)home.StatusCode, (int)overview.StatusCode));
        Assert.Contains("<form method=\"post\" action=\"/_local/pages/sign-in\">", form, StringComparison.Ordinal);
        Assert.Contains("type=\"password\"", form, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ClosedPages))]
    public async Task Without_a_session_there_is_nothing_but_the_way_to_the_form(string path)
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);

        using var answer = await browser.GetAsync(Browser.Root + path);

        Assert.Equal(303, (int)answer.StatusCode);
        Assert.StartsWith($"{Browser.Root}/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestService.Cancel));
    }

    [Fact]
    public async Task The_training_key_opens_the_pages_and_leads_back_to_what_was_asked_for()
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);
        using var asked = await browser.GetAsync($"{Browser.Root}/requests?page=1");
        var form = await browser.SourceAsync(asked.Headers.Location!.OriginalString);
        Assert.Contains("name=\"return\" value=\"/_local/pages/requests?page=1\"", form, StringComparison.Ordinal);

        using var answer = await browser.SignInAsync(TestService.TrainingKey, "/_local/pages/requests?page=1");

        Assert.Equal(303, (int)answer.StatusCode);
        Assert.Equal("/_local/pages/requests?page=1", answer.Headers.Location!.OriginalString);
        Assert.Contains("<h1>Requests", await browser.SourceAsync(answer.Headers.Location!.OriginalString), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(TestService.PredictionKey)]
    [InlineData(TestService.TrainingKey + "x")]
    [InlineData("training-key-of-the-test")]
    public async Task A_key_that_is_not_the_training_key_is_refused_always_in_the_same_words(string key)
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);

        using var wrong = await browser.SignInAsync("any other");
        using var answer = await browser.SignInAsync(key);
        var page = await answer.Content.ReadAsStringAsync(TestService.Cancel);
        using var overview = await browser.GetAsync($"{Browser.Root}/");

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Contains("This is not the training key of this service.", page, StringComparison.Ordinal);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(TestService.Cancel), page);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(303, (int)overview.StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_not_the_key_and_is_kept_from_scripts_and_other_sites()
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);

        using var answer = await browser.SignInAsync(TestService.TrainingKey);
        using var again = await browser.SignInAsync(TestService.TrainingKey);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.Matches(
            $"^customvision-session-{service.Port}=[A-Za-z0-9_-]{{43}}; path=/_local/pages; samesite=strict; httponly$", cookie);
        Assert.NotEqual(cookie, Assert.Single(again.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task The_cookie_does_not_open_the_API()
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);
        using var answer = await browser.SignInAsync(TestService.TrainingKey);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        foreach (var path in new[] { "/customvision/v1.0/Training/projects", "/_local/requests", "/_local/faults" })
        {
            var denied = await RawHttp.SendAsync(
                service.Port, $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 401 ", denied, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("//example.org/")]
    [InlineData("/\\example.org/")]
    [InlineData("/_local/pagesX")]
    [InlineData("/_local/pages/\r\nX-Injected: 1")]
    [InlineData("javascript:alert(1)")]
    public async Task A_link_with_a_destination_elsewhere_leads_to_the_projects(string destination)
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);

        var form = await browser.SourceAsync($"{Browser.Root}/sign-in?return={Uri.EscapeDataString(destination)}");
        using var answer = await browser.SignInAsync(TestService.TrainingKey, destination);

        Assert.Contains("name=\"return\" value=\"/_local/pages/\"", form, StringComparison.Ordinal);
        Assert.Equal("/_local/pages/", answer.Headers.Location!.OriginalString);
        Assert.False(answer.Headers.Contains("X-Injected"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://example.org")]
    [InlineData("null")]
    public async Task A_form_of_another_site_or_another_port_is_refused(string origin)
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);

        using var signIn = await browser.SignInAsync(TestService.TrainingKey, origin: origin);
        using var signOut = await browser.PostAsync($"{Browser.Root}/sign-out", new ByteArrayContent([]), origin);
        using var overview = await browser.GetAsync($"{Browser.Root}/");
        using var own = await browser.PostAsync($"{Browser.Root}/sign-out", new ByteArrayContent([]), service.Endpoint);

        Assert.Equal((403, 403, 200, 303), ((int)signIn.StatusCode, (int)signOut.StatusCode, (int)overview.StatusCode, (int)own.StatusCode));
        Assert.False(signIn.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_itself_and_not_only_the_cookie()
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);
        var pages = new Uri($"{service.Endpoint}{Browser.Root}/");
        var kept = browser.Cookies.GetCookies(pages).Single();

        using var signOut = await browser.PostAsync($"{Browser.Root}/sign-out", new ByteArrayContent([]));
        Assert.Empty(browser.Cookies.GetCookies(pages));
        browser.Cookies.Add(pages, new Cookie(kept.Name, kept.Value, kept.Path));
        using var overview = await browser.GetAsync($"{Browser.Root}/");

        Assert.Equal($"{Browser.Root}/sign-in", signOut.Headers.Location!.OriginalString);
        Assert.Equal(303, (int)overview.StatusCode);
    }

    [Fact]
    public async Task A_session_of_another_service_opens_nothing()
    {
        await using var service = await TestService.StartAsync();
        await using var other = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);
        using var stranger = new Browser(other);
        var token = browser.Cookies.GetCookies(new Uri($"{service.Endpoint}{Browser.Root}/")).Single().Value;
        stranger.Cookies.Add(
            new Uri($"{other.Endpoint}{Browser.Root}/"), new Cookie($"customvision-session-{other.Port}", token, Browser.Root));

        using var overview = await stranger.GetAsync($"{Browser.Root}/");

        Assert.Equal(303, (int)overview.StatusCode);
    }

    [Fact]
    public void Only_the_newest_sessions_are_kept()
    {
        var sessions = new PageSessions();
        var tokens = Enumerable.Range(0, 65).Select(_ => sessions.Create()).ToArray();

        Assert.False(sessions.Has(tokens[0]));
        Assert.All(tokens[1..], token => Assert.True(sessions.Has(token)));
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var browser = new Browser(service);

        using var answer = await browser.SignInAsync(new string('k', 20_000));

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Neither_pages_nor_the_key_come_into_the_log_of_requests()
    {
        await using var service = await TestService.StartAsync();
        using var browser = await Browser.SignedInAsync(service);
        foreach (var path in new[] { "/", "/favicon.ico", $"{Browser.Root}/", $"{Browser.Root}/requests", $"{Browser.Root}/style.css" })
            (await browser.GetAsync(path)).Dispose();

        Assert.Empty(await service.RequestsAsync());
        foreach (var path in new[] { "/", "/requests", "/faults" })
            Assert.DoesNotContain(TestService.TrainingKey, await browser.SourceAsync(Browser.Root + path), StringComparison.Ordinal);
    }
}
