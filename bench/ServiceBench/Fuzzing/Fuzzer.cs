using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CustomVision.Fuzzing;

/// <summary>Sends requests of a seed, some at once, and notes every answer that there may not be.</summary>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int Senders = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How many answers had which status; 0 where the connection ended without one.</summary>
    public ConcurrentDictionary<int, int> Statuses { get; } = new();

    /// <summary>By the number of the request, in words.</summary>
    public ConcurrentQueue<string> Mistakes { get; } = new();

    public async Task RunAsync(int first, int count, CancellationToken cancel)
    {
        var next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            TcpClient? connection = null;
            try
            {
                while (Interlocked.Increment(ref next) is var number && number < first + count)
                    connection = await SendAsync(number, connection, cancel);
            }
            finally
            {
                connection?.Dispose();
            }
        }, cancel)));
    }

    /// <returns>The connection, if another request can follow on it.</returns>
    private async Task<TcpClient?> SendAsync(int number, TcpClient? connection, CancellationToken cancel)
    {
        var request = FuzzRequest.Make(target, seed, number);
        if (!request.IsHttp)
        {
            connection?.Dispose();
            connection = null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            if (connection is null)
            {
                // Reset at the end: a hundred thousand connections would else wait for a minute each until they are gone.
                connection = new TcpClient { NoDelay = true, LingerState = new LingerOption(true, 0) };
                await connection.ConnectAsync(IPAddress.Loopback, target.Endpoint.Port, patience.Token);
            }
            var (status, isOpen) = await ExchangeAsync(connection, request, patience.Token);
            Note(number, request, status);
            if (isOpen)
                return connection;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Mistakes.Enqueue($"request {number} is not answered: {Start(request)}");
        }
        catch (IOException)
        {
            // Refused in the middle of the body, and the connection with it.
            Note(number, request, 0);
        }
        catch (SocketException error)
        {
            Mistakes.Enqueue($"request {number} is not taken ({error.SocketErrorCode}): {Start(request)}");
        }
        connection?.Dispose();
        return null;
    }

    private static async Task<(int Status, bool IsOpen)> ExchangeAsync(TcpClient connection, FuzzRequest request, CancellationToken cancel)
    {
        var stream = connection.GetStream();
        await stream.WriteAsync(request.Bytes, cancel);
        if (!request.IsHttp)
            connection.Client.Shutdown(SocketShutdown.Send);

        var (head, rest) = await ReadHeadAsync(stream, cancel);
        if (head.Length == 0)
            return (0, false);
        var status = int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
        var length = Length(head);
        var buffer = new byte[64 * 1024];
        // What is not framed is read to the end that the service makes of it.
        while (!request.IsHttp || rest < length)
        {
            var read = await stream.ReadAsync(buffer, cancel);
            if (read == 0)
                return (status, false);
            rest += read;
        }
        return (status, !head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase));
    }

    /// <returns>The head of the answer, and how many bytes of what follows have been read with it.</returns>
    private static async Task<(string Head, long Further)> ReadHeadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var bytes = new byte[16 * 1024];
        for (var filled = 0; filled < bytes.Length;)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(filled), cancel);
            if (read == 0)
                return ("", 0);
            filled += read;
            if (bytes.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) is var end and >= 0)
                return (Encoding.Latin1.GetString(bytes, 0, end), filled - end - 4);
        }
        throw new IOException("The head of the answer is too long.");
    }

    private static long Length(string head)
    {
        foreach (var line in head.Split("\r\n"))
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                return long.Parse(line.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture);
        return 0;
    }

    private void Note(int number, FuzzRequest request, int status)
    {
        Statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        // 505 is what it is asked for by who changes the version of HTTP.
        if (status >= 500 && status != 505)
            Mistakes.Enqueue($"request {number} is answered with {status}: {Start(request)}");
    }

    private static string Start(FuzzRequest request) =>
        string.Concat(Encoding.Latin1.GetString(request.Bytes.AsSpan(0, Math.Min(300, request.Bytes.Length))).Select(letter => letter is < ' ' or > '~' ? '.' : letter));
}
