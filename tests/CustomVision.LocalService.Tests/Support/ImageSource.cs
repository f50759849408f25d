using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>A server that says exactly what a test wants it to, one answer for each connection.</summary>
internal sealed class ImageSource : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<string, Func<Stream, CancellationToken, Task>> answers = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task listening;

    public ImageSource(IPAddress? address = null)
    {
        listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests, as they came.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public string Url(string path, string host = "127.0.0.1") => $"http://{host}:{Port}{path}";

    public string Add(string path, Func<Stream, CancellationToken, Task> answer)
    {
        answers[path] = answer;
        return Url(path);
    }

    /// <summary>Answers with these bytes. A status of 3xx goes with a location, anything else with a length.</summary>
    public string Add(string path, byte[] body, string status = "200 OK", string? location = null) => Add(path, async (stream, cancel) =>
    {
        var head = location is null ? $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}" : $"Location: {location}\r\nContent-Length: 0";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{head}\r\nSet-Cookie: a=b\r\nConnection: close\r\n\r\n"), cancel);
        await stream.WriteAsync(body, cancel);
    });

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await listening;
        await Task.WhenAll(connections);
        ending.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                connections.Add(AnswerAsync(await listener.AcceptTcpClientAsync(ending.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var head = new StringBuilder();
                var bytes = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(bytes, ending.Token) > 0)
                    head.Append((char)bytes[0]);
                Requests.Enqueue(head.ToString());
                await answers[head.ToString().Split(' ')[1]](stream, ending.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // Who has asked does not want to know any more.
            }
        }
    }
}
