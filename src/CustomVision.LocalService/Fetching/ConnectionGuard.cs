using System.Net;
using System.Net.Sockets;

namespace CustomVision.LocalService.Fetching;

/// <summary>
/// Lets connections go to this machine and to the hosts that were allowed, and nowhere else. The address that was looked at is
/// the address that is connected to, and every connection comes by here, after a redirect too: a name that means something else
/// a moment later gets nobody past.
/// </summary>
internal sealed class ConnectionGuard(
    IReadOnlyList<AllowedHost> allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
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
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await resolve(host, cancel);
        return addresses.Length > 0 && (allowed.Any(rule => rule.Covers(host, port)) || addresses.All(IsLoopback))
            ? addresses
            : throw new SourceException("it is not on this machine, and not allowed by --allow-url-host");
    }

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
