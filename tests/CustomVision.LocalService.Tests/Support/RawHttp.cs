using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Sends bytes exactly as they are given, and reads until the service closes the connection.</summary>
internal static class RawHttp
{
    public static async Task<string> SendAsync(int port, params byte[][] pieces)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, TestService.Cancel);
        await using var stream = client.GetStream();
        foreach (var piece in pieces)
            await stream.WriteAsync(piece, TestService.Cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestService.Cancel);
    }

    public static Task<string> SendAsync(int port, string request) => SendAsync(port, Encoding.UTF8.GetBytes(request));
}
