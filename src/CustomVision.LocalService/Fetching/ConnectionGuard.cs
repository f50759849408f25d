using System.Net;
using System.Net.Sockets;

namespace CustomVision.LocalService.Fetching;

/// <summary>
/// Lets connections go to this machine and to the hosts that were allowed, and nowhere else. The address that was looked at is
/// the address that is connected to, and every connection comes by here, after a redirect too: a name that means something else
/// a moment later gets nobody past.
/// </summary>
/// <param name="isThisMachineOpen">False where those who ask may be on other machines: this one would then do for them what they cannot.</param>
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

    /// <exception cref="SourceException">The host is not to be connected to.</exception>
    public async Task<IPAddress[]> AddressesAsync(string host, int port, CancellationToken cancel)
    {
        var isAddress = IPAddress.TryParse(host, out var address);
        var addresses = isAddress ? [address!] : await resolve(host, cancel);
        // An address that was allowed is meant. What an allowed name resolves to is up to whoever owns the name.
        var isAllowed = allowed.Any(rule => rule.Covers(host, port)) && (isAddress || !Array.Exists(addresses, IsNeverMeant));
        return addresses.Length > 0 && (isAllowed || (isThisMachineOpen && Array.TrueForAll(addresses, IsLoopback)))
            ? addresses
            : throw new SourceException("it is not on this machine, and not allowed by --allow-url-host");
    }

    /// <summary>
    /// Addresses that no name of a server has: those of the link only, where clouds keep the keys of their machines, those of
    /// groups, and that of no machine, which leads to this one.
    /// </summary>
    private bool IsNeverMeant(IPAddress address)
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
