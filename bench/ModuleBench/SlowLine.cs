using System.Net;
using System.Net.Sockets;

namespace CustomVision.Benches.Module;

/// <summary>Forwards connections to a service and lets only so many bytes a second through to it, for all connections together.</summary>
internal sealed class SlowLine : IDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim line = new(1, 1);
    private readonly Uri service;
    private readonly double bytesPerSecond;
    private long sent;

    public SlowLine(Uri service, double bytesPerSecond)
    {
        (this.service, this.bytesPerSecond) = (service, bytesPerSecond);
        listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Endpoint { get; }

    public long Sent => Interlocked.Read(ref sent);

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        line.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
            _ = ForwardAsync(await listener.AcceptTcpClientAsync(stop.Token));
    }

    private async Task ForwardAsync(TcpClient caller)
    {
        using (caller)
        using (var target = new TcpClient())
        {
            await target.ConnectAsync(service.Host, service.Port, stop.Token);
            var (up, down) = (caller.GetStream(), target.GetStream());
            await Task.WhenAny(CopySlowlyAsync(up, down), down.CopyToAsync(up, stop.Token));
        }
    }

    // One piece at a time occupies the line, as long as it takes at its speed.
    private async Task CopySlowlyAsync(NetworkStream from, NetworkStream to)
    {
        var piece = new byte[PieceSize];
        for (int read; (read = await from.ReadAsync(piece, stop.Token)) > 0;)
        {
            await line.WaitAsync(stop.Token);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(read / bytesPerSecond), stop.Token);
            }
            finally
            {
                line.Release();
            }

            Interlocked.Add(ref sent, read);
            await to.WriteAsync(piece.AsMemory(0, read), stop.Token);
        }
    }
}
