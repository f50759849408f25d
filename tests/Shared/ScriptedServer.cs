using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace CustomVision.Tests;

/// <summary>
/// A server on a free loopback port that says, byte for byte, what a test tells it to, and keeps what it received. It is
/// written on a socket and not on a web server, so that it neither corrects nor completes anything.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<ReceivedRequest> requests = new();
    private readonly Channel<ReceivedRequest> arrivals = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly ConcurrentBag<Task> conversations = [];
    private readonly Func<ReceivedRequest, ServerReply> script;
    private Task accepting = Task.CompletedTask;

    /// <param name="script">Answers a request that has been read whole. Calls may overlap when connections do.</param>
    /// <param name="refuses">Refuses connections until <see cref="Listen"/> is called.</param>
    public ScriptedServer(Func<ReceivedRequest, ServerReply> script, bool refuses = false)
    {
        this.script = script;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
        if (!refuses)
            Listen();
    }

    /// <param name="replies">One after the other; the last again for whatever comes after.</param>
    public ScriptedServer(params ServerReply[] replies)
        : this(InTurn(replies))
    {
    }

    public Uri Endpoint { get; }

    /// <summary>Asked when the headers are there and before the body is read; null lets the request go on to the script.</summary>
    public Func<ReceivedRequest, ServerReply?>? BeforeBody { get; set; }

    /// <summary>What has come so far. A request answered before its body was read has an empty body.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. requests];

    /// <summary>The next request that no call of this has returned yet. One that never comes fails its test, and does not hang it.</summary>
    public Task<ReceivedRequest> NextRequestAsync(CancellationToken cancellation) =>
        arrivals.Reader.ReadAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);

    /// <summary>Takes connections from now on.</summary>
    public void Listen()
    {
        listener.Listen();
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Close();
        await accepting;
        await Task.WhenAll(conversations);
        listener.Dispose();
        ending.Dispose();
    }

    private static Func<ReceivedRequest, ServerReply> InTurn(ServerReply[] replies)
    {
        var turn = -1;
        return _ => replies[Math.Min(Interlocked.Increment(ref turn), replies.Length - 1)];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                conversations.Add(ConverseAsync(new TcpClient { Client = await listener.AcceptAsync(ending.Token) }));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ConverseAsync(TcpClient connection)
    {
        using var _ = connection;
        connection.NoDelay = true;
        try
        {
            var stream = connection.GetStream();
            var reader = new RequestReader(stream);
            while (await reader.ReadHeadAsync(ending.Token) is { } request)
            {
                var early = BeforeBody?.Invoke(request);
                if (early is null)
                    request = request with { Body = await reader.ReadBodyAsync(request, ending.Token) };
                requests.Enqueue(request);
                arrivals.Writer.TryWrite(request);
                var reply = early ?? Answer(request);
                if (!await SendAsync(connection, stream, reply))
                    return;
                if (early is null)
                    continue;

                // Let the other side read the answer: closing on what is still unread would take it away again.
                connection.Client.Shutdown(SocketShutdown.Send);
                await reader.SkipToEndAsync(ending.Token);
                return;
            }
        }
        catch (Exception end) when (end is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went away, or the test is over.
        }
    }

    /// <summary>Whether the connection may go on.</summary>
    private async Task<bool> SendAsync(TcpClient connection, NetworkStream stream, ServerReply reply)
    {
        await reply.When.WaitAsync(ending.Token);
        if (reply.Drops)
        {
            connection.LingerState = new LingerOption(true, 0); // a reset, as from a process that died
            return false;
        }

        await stream.WriteAsync(reply.Bytes, ending.Token);
        if (!reply.ClosesAfterwards)
            return true;
        connection.Client.Shutdown(SocketShutdown.Send);
        return false;
    }

    private ServerReply Answer(ReceivedRequest request)
    {
        try
        {
            return script(request);
        }
        catch (Exception mistake)
        {
            return ServerReply.Of(599, "text/plain", Encoding.UTF8.GetBytes($"The script of the test failed: {mistake}"));
        }
    }
}
