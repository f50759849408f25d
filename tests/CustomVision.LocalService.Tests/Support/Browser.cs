using System.Net;
using System.Text.RegularExpressions;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Looks at the pages as a browser does that follows no redirect by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    public const string Root = "/_local/pages";

    private readonly HttpClient client;

    public Browser(TestService service) => client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
    {
        BaseAddress = new Uri(service.Endpoint),
    };

    public CookieContainer Cookies { get; } = new();

    public static async Task<Browser> SignedInAsync(TestService service)
    {
        var browser = new Browser(service);
        using var answer = await browser.SignInAsync(TestService.TrainingKey);
        Assert.Equal(303, (int)answer.StatusCode);
        return browser;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path, TestService.Cancel);

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await client.SendAsync(request, TestService.Cancel);
    }

    public Task<HttpResponseMessage> SignInAsync(string key, string? destination = null, string? origin = null) => PostAsync(
        $"{Root}/sign-in",
        new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key, ["return"] = destination ?? "" }),
        origin);

    /// <summary>The source of a page that must be there.</summary>
    public async Task<string> SourceAsync(string path)
    {
        using var answer = await GetAsync(path);
        var source = await answer.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True((int)answer.StatusCode == 200, $"{path}: {(int)answer.StatusCode} {source}");
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return source;
    }

    /// <summary>What the content of a page says, without its markup.</summary>
    public async Task<string> TextAsync(string path)
    {
        var source = await SourceAsync(path);
        var content = source[source.IndexOf("<main", StringComparison.Ordinal)..source.IndexOf("</main>", StringComparison.Ordinal)];
        return WebUtility.HtmlDecode(Blanks().Replace(Markup().Replace(content, " "), " "));
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
