using System.Net;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Hosting;

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

        Assert.StartsWith("--allow-url-host cannot be read.", error.Message, StringComparison.Ordinal);
    }

    private static Task<IPAddress[]> AddressesAsync(IReadOnlyList<AllowedHost> allowed, string host, int port) =>
        new ConnectionGuard(allowed, (name, _) => Task.FromResult(Array.ConvertAll(Names[name.ToLowerInvariant().TrimEnd('.')], IPAddress.Parse)))
            .AddressesAsync(host, port, CancellationToken.None);
}
