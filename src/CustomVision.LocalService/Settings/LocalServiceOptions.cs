using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace CustomVision.LocalService.Settings;

/// <summary>
/// The options that a local service starts with. They are its only configuration: the service reads no environment variable, no
/// settings file and no current folder.
/// </summary>
internal sealed record LocalServiceOptions
{
    /// <summary>The largest request, in bytes. Clients send far less in one request; the real service refuses about 55 MB.</summary>
    public const long MaxRequestBytes = 256L * 1024 * 1024;

    /// <summary>The version of the service: major.minor.patch.</summary>
    public static string Version { get; } = typeof(LocalServiceOptions).Assembly.GetName().Version!.ToString(3);

    /// <summary>The port to listen on. 0 takes a free port.</summary>
    public int Port { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Whether other machines can reach the service.</summary>
    public bool IsOpenToOthers => !IPAddress.IsLoopback(BindAddress);

    /// <summary>Whether the service listens on all addresses of the machine.</summary>
    public bool IsBoundToAll => BindAddress.Equals(IPAddress.Any) || BindAddress.Equals(IPAddress.IPv6Any);

    /// <summary>The limit of concurrent requests; the service answers further ones with 503. Each may hold an image in memory.</summary>
    public int MaxConcurrentRequests { get; init; } = 128;

    /// <summary>The data folder; null keeps everything in memory.</summary>
    public string? DataPath { get; init; }

    public required string TrainingKey { get; init; }

    public required string PredictionKey { get; init; }

    /// <summary>The token with which other processes of the same user can stop the service. It grants nothing else.</summary>
    public string StopToken { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The process to end with; null when the service runs until it is stopped.</summary>
    public int? OwnerProcessId { get; init; }

    /// <summary>The hosts, besides this machine, that images may be fetched from.</summary>
    public IReadOnlyList<AllowedHost> AllowedUrlHosts { get; init; } = [];

    /// <summary>The origins of web pages whose scripts may send requests, as browsers send them; empty allows none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The fault rules that are active from the start.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>The settings to start with; they can be changed while the service runs.</summary>
    public ServiceSettings Settings { get; init; } = ServiceSettings.Default;

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}

/// <summary>A host, other than this machine, that images may be fetched from.</summary>
/// <param name="Port">Null allows every port.</param>
internal sealed record AllowedHost(string Name, int? Port)
{
    /// <exception cref="FormatException">The text is not HOST or HOST:PORT.</exception>
    public static AllowedHost Parse(string text)
    {
        // An IPv6 address stands in brackets, so that its colons are not read as the one before the port.
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.Contains(':') ? text.IndexOf(':') : text.Length;
        var (name, rest) = (text[..end].TrimStart('[').TrimEnd(']'), text[end..]);
        if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
            throw new FormatException("A host must be a name or an address, without a scheme. An IPv6 address must be in brackets.");
        if (rest.Length == 0)
            return new AllowedHost(WithoutTrailingDot(name), null);
        return rest[0] == ':'
            && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= ushort.MaxValue
                ? new AllowedHost(WithoutTrailingDot(name), port)
                : throw new FormatException($"The port of a host must be a number from 1 to {ushort.MaxValue}.");
    }

    public bool Covers(string host, int port) =>
        (Port ?? port) == port && string.Equals(WithoutTrailingDot(host), Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>"example.org." is the fully qualified form of example.org.</summary>
    private static string WithoutTrailingDot(string host) => host.TrimEnd('.');
}
