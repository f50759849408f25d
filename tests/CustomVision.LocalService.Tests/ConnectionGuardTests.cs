using System.Net;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Which hosts the service connects to. Names mean here what the tests say they mean.</summary>
public sealed class ConnectionGuardTests
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["here.test"] = ["127.0.0.1", "::1"],
        ["away.test"] = ["192.0.2.1"],
        ["both.test"] = ["127.0.0.1", "192.0.2.1"],
        ["none.test"] = [],
        ["inside.test"] = ["10.1.2.3", "fd00::1"],
        ["metadata.test"] = ["169.254.169.254"],
        ["mapped.test"] = ["::ffff:169.254.169.254"],
        ["link.test"] = ["fe80::1"],
        ["nowhere.test"] = ["0.0.0.0"],
        ["nowhere6.test"] = ["::"],
        ["group.test"] = ["239.1.2.3"],
        ["mixed.test"] = ["192.0.2.1", "169.254.169.254"],
    };

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.2", true)]
    [InlineData("here.test", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:192.0.2.1", false)]
    [InlineData("away.test", false)]
    [InlineData("both.test", false)]
    [InlineData("none.test", false)]
    public async Task Only_what_is_on_this_machine_is_connected_to(string host, bool isOpen)
    {
        var addresses = AddressesAsync([], host, 80);

        if (isOpen)
            Assert.NotEmpty(await addresses);
        else
            await Assert.ThrowsAsync<SourceException>(() => addresses);
    }

    [Theory]
    [InlineData("away.test", "away.test", 80, true)]
    [InlineData("away.test", "AWAY.TEST.", 443, true)]
    [InlineData("Away.Test.", "away.test", 443, true)]
    [InlineData("away.test:8080", "away.test", 8080, true)]
    [InlineData("away.test:8080", "away.test", 80, false)]
    [InlineData("away.test", "both.test", 80, false)]
    [InlineData("test", "away.test", 80, false)]
    [InlineData("192.0.2.1", "192.0.2.1", 80, true)]
    [InlineData("192.0.2.1", "away.test", 80, false)]
    [InlineData("[2001:db8::1]:80", "2001:db8::1", 80, true)]
    [InlineData("[2001:db8::1]", "2001:db8::2", 80, false)]
    public async Task An_allowed_host_is_connected_to_by_the_name_that_was_allowed(string allowed, string host, int port, bool isOpen)
    {
        var options = CommandLine.Parse(["--in-memory", "--allow-url-host", "other.test", "--allow-url-host", allowed])!;
        var addresses = AddressesAsync(options.AllowedUrlHosts, host, port);

        if (isOpen)
            Assert.NotEmpty(await addresses);
        else
            await Assert.ThrowsAsync<SourceException>(() => addresses);
    }

    [Theory]
    [InlineData("inside.test", true)]
    [InlineData("here.test", true)]
    [InlineData("metadata.test", false)]
    [InlineData("mapped.test", false)]
    [InlineData("link.test", false)]
    [InlineData("nowhere.test", false)]
    [InlineData("nowhere6.test", false)]
    [InlineData("group.test", false)]
    [InlineData("mixed.test", false)]
    [InlineData("169.254.169.254", true)]
    public async Task An_allowed_name_does_not_lead_to_where_no_server_has_a_name(string host, bool isOpen)
    {
        var addresses = AddressesAsync([AllowedHost.Parse(host)], host, 80);

        if (isOpen)
            Assert.NotEmpty(await addresses);
        else
            await Assert.ThrowsAsync<SourceException>(() => addresses);
    }

    [Theory]
    [InlineData(null, "127.0.0.1", false)]
    [InlineData(null, "::1", false)]
    [InlineData(null, "::ffff:127.0.0.1", false)]
    [InlineData(null, "here.test", false)]
    [InlineData("here.test", "here.test", false)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", true)]
    [InlineData("away.test", "away.test", true)]
    public async Task For_clients_on_other_machines_this_machine_is_no_better_than_others(string? allowed, string host, bool isOpen)
    {
        var guard = new ConnectionGuard(allowed is null ? [] : [AllowedHost.Parse(allowed)], Resolve, isThisMachineOpen: false);

        if (isOpen)
            Assert.NotEmpty(await guard.AddressesAsync(host, 8080, CancellationToken.None));
        else
            await Assert.ThrowsAsync<SourceException>(() => guard.AddressesAsync(host, 8080, CancellationToken.None));
    }

    [Fact]
    public async Task A_name_that_means_something_else_a_moment_later_gets_nobody_past()
    {
        await using var source = new ImageSource();
        source.Add("/", [1]);
        source.Add("/again", [], "302 Found", source.Url("/", "rebound.test"));
        // What is checked is connected to, so each connection asks once; and the next one is asked about anew.
        var answers = new Queue<string>(["127.0.0.1", "192.0.2.1"]);
        var guard = new ConnectionGuard([], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = guard.ConnectAsync, UseProxy = false });

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(source.Url("/again", "rebound.test"), TestService.Cancel));

        Assert.IsType<SourceException>(error.InnerException);
        Assert.StartsWith("GET /again ", Assert.Single(source.Requests), StringComparison.Ordinal);
        Assert.Empty(answers);
    }

    [Theory]
    [InlineData("http://away.test")]
    [InlineData("away.test/a")]
    [InlineData("away.test:")]
    [InlineData("away.test:0")]
    [InlineData("away.test:65536")]
    [InlineData("away.test:http")]
    [InlineData(":80")]
    [InlineData("[::1")]
    [InlineData("[::1]80")]
    [InlineData("2001:db8::1")]
    [InlineData("*")]
    public void A_host_that_cannot_be_one_is_refused_on_the_command_line(string host)
    {
        var error = Assert.Throws<FormatException>(() => CommandLine.Parse(["--in-memory", "--allow-url-host", host]));

        Assert.StartsWith("--allow-url-host is not valid.", error.Message, StringComparison.Ordinal);
    }

    private static Task<IPAddress[]> AddressesAsync(IReadOnlyList<AllowedHost> allowed, string host, int port) =>
        new ConnectionGuard(allowed, Resolve).AddressesAsync(host, port, CancellationToken.None);

    private static Task<IPAddress[]> Resolve(string name, CancellationToken cancel) =>
        Task.FromResult(Array.ConvertAll(Names[name.ToLowerInvariant().TrimEnd('.')], IPAddress.Parse));
}
