using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>A service that other machines can reach.</summary>
public sealed class BindTests
{
    private const string Long = "0123456789abcdef0123456789abcdef";
    private const string AlsoLong = "f0123456789abcdef0123456789abcde";

    [Theory]
    [InlineData("--bind 0.0.0.0")]
    [InlineData("--bind ::")]
    [InlineData("--bind 192.0.2.1")]
    [InlineData("--bind ::ffff:192.0.2.1")]
    [InlineData($"--bind 0.0.0.0 --training-key {Long}")]
    [InlineData($"--bind 0.0.0.0 --prediction-key {Long}")]
    [InlineData($"--bind 0.0.0.0 --training-key {Long} --prediction-key 0123456789abcdef0123456789abcde")]
    [InlineData($"--bind 0.0.0.0 --training-key 0123456789abcdef0123456789abcde --prediction-key {Long}")]
    [InlineData($"--bind 0.0.0.0 --training-key {Long} --prediction-key {Long}")]
    [InlineData($"--bind localhost --training-key {Long} --prediction-key {AlsoLong}")]
    [InlineData($"--bind * --training-key {Long} --prediction-key {AlsoLong}")]
    [InlineData($"--bind= --training-key {Long} --prediction-key {AlsoLong}")]
    public void Opening_it_needs_an_address_and_two_keys_of_32_characters(string arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(["--in-memory", .. arguments.Split(' ')]));

    [Theory]
    [InlineData($"--bind 0.0.0.0 --training-key {Long} --prediction-key {AlsoLong}", "0.0.0.0", true)]
    [InlineData("--bind 127.0.0.1", "127.0.0.1", false)]
    [InlineData("--bind ::1 --training-key short", "::1", false)]
    [InlineData("--port 0", "127.0.0.1", false)]
    public void With_that_it_is_open_and_without_it_is_not(string arguments, string address, bool isOpen)
    {
        var options = CommandLine.Parse(["--in-memory", .. arguments.Split(' ')])!;

        Assert.Equal((IPAddress.Parse(address), isOpen), (options.BindAddress, options.IsOpenToOthers));
    }

    [Theory]
    [InlineData("127.0.0.1:80", true)]
    [InlineData("localhost", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("[2001:db8::7]:80", true)]
    [InlineData("evil.example", false)]
    [InlineData("192.0.2.7.evil.example", false)]
    [InlineData("", false)]
    public async Task When_open_it_answers_to_addresses_and_to_no_name(string host, bool isServed)
    {
        await using var service = await OpenAsync();

        var answer = await RawHttp.SendAsync(service.Port, $"GET /_local/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith(isServed ? "HTTP/1.1 200 " : "HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_open_links_lead_to_where_the_client_has_found_it()
    {
        await using var service = await OpenAsync();
        var project = await service.NewProjectAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"projects/{project}/images/image") { Content = TestService.Raw(TestImages.New()) };
        request.Headers.Host = "192.0.2.7:81";

        using var response = await service.Client.SendAsync(request, TestService.Cancel);

        Assert.Equal($"http://127.0.0.1:{service.Port}", service.Endpoint);
        Assert.Contains("\"ImageUri\":\"http://192.0.2.7:81/_local/images/", await response.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_open_it_fetches_nothing_from_this_machine_for_others()
    {
        await using var service = await OpenAsync();
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        var body = TrainingSteps.Json($$"""{"Urls":["{{source.Add("/a", TestImages.New())}}","http://localhost:{{source.Port}}/a"]}""");

        var answer = await service.JsonAsync("POST", $"projects/{project}/images/url", body);

        Assert.All(answer["Images"]!.AsArray(), result => Assert.Equal("ErrorSource", (string)result!["Status"]!));
        Assert.Empty(source.Requests);
    }

    [Fact]
    public async Task When_open_the_shipped_service_is_reached_at_the_other_addresses_of_the_machine_with_a_key()
    {
        var elsewhere = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(elsewhere is null, "not run: this machine has no address but loopback's");
        using var service = await ServiceProcess.StartAsync(["--in-memory", "--bind", "0.0.0.0", "--training-key", Long, "--prediction-key", AlsoLong]);
        var url = $"http://{elsewhere}:{new Uri(service.Endpoint).Port}/customvision/v1.0/Training/projects";
        using var client = service.NewClient();
        using var stranger = new HttpClient();

        using var answer = await client.GetAsync(url, TestService.Cancel);
        using var denied = await stranger.GetAsync(url, TestService.Cancel);

        Assert.StartsWith("http://127.0.0.1:", service.Endpoint, StringComparison.Ordinal);
        Assert.Equal((200, 401), ((int)answer.StatusCode, (int)denied.StatusCode));
    }

    private static Task<TestService> OpenAsync() => TestService.StartAsync(with: options => options with { BindAddress = IPAddress.Any });
}
