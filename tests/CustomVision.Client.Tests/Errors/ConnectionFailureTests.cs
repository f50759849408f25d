using System.Net;
using System.Net.Sockets;

namespace CustomVision.Client.Tests.Errors;

/// <summary>No answer, or not a whole one.</summary>
public sealed class ConnectionFailureTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_where_nothing_listens_is_said_with_its_address()
    {
        var endpoint = new Uri($"http://127.0.0.1:{UnusedPort()}/");

        var error = await Assert.ThrowsAsync<ConnectionFailedException>(
            () => new CustomVisionClient(new CustomVisionConnection(endpoint, Secret.From(ServerConnections.Key), maxRetry: 0)).Training.GetDomainsAsync(Token));

        Assert.False(error.TimedOut);
        Assert.Equal("GetDomains", error.Operation);
        Assert.Contains(endpoint.ToString(), error.Message);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_no_timeout()
    {
        await using var server = new ScriptedServer(ServerReply.Drop);

        Assert.False((await Failed(server)).TimedOut);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_body_is_read_is_no_timeout()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]")) { BeforeBody = _ => ServerReply.Drop };

        var error = await Assert.ThrowsAsync<ConnectionFailedException>(
            () => server.NewClient().CreateImageAsync(new byte[5_000_000], cancellation: Token));

        Assert.False(error.TimedOut);
    }

    [Fact]
    public async Task An_answer_that_ends_too_early_is_a_broken_connection()
    {
        await using var server = new ScriptedServer(
            ServerReply.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n[{\"Id\":"));

        Assert.False((await Failed(server)).TimedOut);
    }

    [Fact]
    public async Task An_answer_that_is_not_HTTP_is_a_broken_connection()
    {
        await using var server = new ScriptedServer(ServerReply.Raw("SSH-2.0-OpenSSH_9.6\r\n"));

        Assert.False((await Failed(server)).TimedOut);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_timeout()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);

        var error = await Failed(server, Soon);

        Assert.True(error.TimedOut);
        Assert.Contains("0.2 s", error.Message);
    }

    [Fact]
    public async Task An_answer_that_begins_in_time_and_does_not_end_is_a_timeout()
    {
        await using var server = new ScriptedServer(
            ServerReply.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n[").Unfinished);

        Assert.True((await Failed(server, Soon)).TimedOut);
    }

    [Fact]
    public async Task A_failure_is_reported_as_a_request_without_an_answer()
    {
        await using var server = new ScriptedServer(ServerReply.Drop);
        var records = new List<RequestRecord>();

        await Assert.ThrowsAsync<ConnectionFailedException>(
            () => server.NewClient(onRequest: record => { records.Add(record); return Task.CompletedTask; }).GetDomainsAsync(Token));

        Assert.Null(Assert.Single(records).StatusCode);
        Assert.Contains("no answer", records[0].ToString());
    }

    [Fact]
    public async Task A_stop_by_the_user_is_a_stop_and_no_failure()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = server.NewClient().GetDomainsAsync(stop.Token);
        await server.NextRequestAsync(Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_stop_while_the_body_is_sent_is_a_stop_and_no_failure()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(ServerReply.Hang)
        {
            BeforeBody = _ =>
            {
                arrived.SetResult();
                return ServerReply.Hang;
            },
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        const int Size = 64 * 1024 * 1024; // more than any socket buffer holds

        var call = server.NewClient().CreateImageAsync(new byte[Size], cancellation: stop.Token);
        await arrived.Task.WaitAsync(Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_stop_before_the_start_sends_nothing()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.NewClient().GetDomainsAsync(new CancellationToken(true)));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_refusal_that_comes_before_the_body_was_read_is_still_heard()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]"))
        {
            BeforeBody = _ => ServerReply.Json("""{"statusCode":401,"message":"Access denied"}""", 401, "Connection: close\r\n"),
        };

        var error = await Assert.ThrowsAsync<ServiceErrorException>(
            () => server.NewClient().CreateImageAsync(new byte[5_000_000], cancellation: Token));

        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
    }

    private static Task<ConnectionFailedException> Failed(ScriptedServer server, TimeSpan? timeout = null) =>
        Assert.ThrowsAsync<ConnectionFailedException>(() => server.NewClient(timeout).GetDomainsAsync(Token));

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
