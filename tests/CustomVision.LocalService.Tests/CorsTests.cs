using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Scripts of web pages may use the service only from the origins that are allowed at its start.</summary>
public sealed class CorsTests
{
    private const string Origin = "http://localhost:8080";

    [Fact]
    public async Task A_preflight_of_an_allowed_origin_may_send_the_keys()
    {
        await using var service = await StartAsync(Origin, "https://example.org");

        foreach (var (path, header) in new[] { ("Training/projects", "training-key,content-type"), ("Prediction/x/image", "prediction-key") })
        {
            using var answer = await PreflightAsync(service, path, Origin, header);

            Assert.Equal(204, (int)answer.StatusCode);
            Assert.Equal(Origin, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Equal(header, answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
            Assert.Equal("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task Answers_and_errors_can_be_read_by_an_allowed_origin_only()
    {
        await using var service = await StartAsync(Origin);

        foreach (var (origin, expected) in new[] { (Origin, Origin), ("http://localhost:8081", null), ("null", null), ("http://localhost:8080.example.org", null) })
        {
            foreach (var path in (string[])["projects", $"projects/{Guid.Empty}", "no-such-path"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", origin } } };
                using var answer = await service.Client.SendAsync(request, TestService.Cancel);

                Assert.Equal(expected, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null);
            }
            using var preflight = await PreflightAsync(service, "Training/projects", origin, "training-key");
            Assert.Equal(expected is not null, preflight.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Without_the_option_no_origin_is_allowed()
    {
        await using var service = await TestService.StartAsync();

        using var preflight = await PreflightAsync(service, "Training/projects", Origin, "training-key");

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(405, (int)preflight.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("HTTP://LocalHost:8080/", "http://localhost:8080")]
    [InlineData("https://example.org:443", "https://example.org")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000")]
    public void An_origin_is_kept_as_browsers_send_it(string origin, string expected) =>
        Assert.Equal([expected, "http://b"], CommandLine.Parse(["--in-memory", "--allow-origin", origin, "--allow-origin=http://b"])!.AllowedOrigins);

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("localhost:8080")]
    [InlineData("file:///home/me/page.html")]
    [InlineData("http://localhost:8080/page.html")]
    [InlineData("http://user@localhost")]
    [InlineData("http://localhost?a=b")]
    public void What_is_no_origin_is_refused(string origin) => Assert.Contains(
        "such as http://localhost:8080",
        Assert.Throws<FormatException>(() => CommandLine.Parse(["--in-memory", "--allow-origin", origin])).Message,
        StringComparison.Ordinal);

    private static Task<TestService> StartAsync(params string[] origins) =>
        TestService.StartAsync(with: options => options with { AllowedOrigins = origins });

    private static async Task<HttpResponseMessage> PreflightAsync(TestService service, string path, string origin, string headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, $"{service.Endpoint}/customvision/v1.0/{path}")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", headers } },
        };
        return await client.SendAsync(request, TestService.Cancel);
    }
}
