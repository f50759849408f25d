using System.Net;
using System.Net.Sockets;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Fetching;

/// <summary>The URL has no image to fetch; the message is the reason, for the log.</summary>
internal sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Allows connections to this machine and to the allowed hosts only. It connects to the address that it has checked, and checks
/// every connection, after a redirect too, so a name that resolves to another address a moment later doesn't help an attacker.
/// </summary>
/// <param name="isThisMachineOpen">
/// False if clients may be on other machines: otherwise they could use the service to reach ports of this machine that they can't
/// reach themselves.
/// </param>
internal sealed class ConnectionGuard(
    IReadOnlyList<AllowedHost> allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool isThisMachineOpen = true)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await AddressesAsync(host, port, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="SourceException">The host is not allowed.</exception>
    public async Task<IPAddress[]> AddressesAsync(string host, int port, CancellationToken cancel)
    {
        var isAddress = IPAddress.TryParse(host, out var address);
        var addresses = isAddress ? [address!] : await resolve(host, cancel);
        // The user has allowed an address deliberately. What an allowed name resolves to is up to the owner of the name.
        var isAllowed = allowed.Any(rule => rule.Covers(host, port)) && (isAddress || !Array.Exists(addresses, IsNeverAllowed));
        return addresses.Length > 0 && (isAllowed || (isThisMachineOpen && Array.TrueForAll(addresses, IsLoopback)))
            ? addresses
            : throw new SourceException("the host is not this machine and not allowed by --allow-url-host");
    }

    /// <summary>
    /// Addresses that no public name should resolve to: link-local ones, where clouds serve the credentials of their machines,
    /// multicast ones, and the unspecified one, which connects to this machine.
    /// </summary>
    private bool IsNeverAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
            return !isThisMachineOpen;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
            return plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any);
        return plain.GetAddressBytes() is [0, ..] or [169, 254, ..] or [>= 224, ..];
    }

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
