using CustomVision.Local;

namespace CustomVision.Client.Tests.RoundTrips;

public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_local_service_ends_when_asked_with_its_key()
    {
        await using var service = new LocalServiceFixture();
        await service.InitializeAsync();
        var stranger = new LocalServiceClient(new CustomVisionConnection(service.Endpoint, Secret.From("not-the-key")));
        var owner = new LocalServiceClient(new CustomVisionConnection(service.Endpoint, Secret.From(service.TrainingKey)));

        await Assert.ThrowsAsync<ServiceErrorException>(() => stranger.StopAsync(Token));
        await owner.StopAsync(Token);

        await service.WaitForExitAsync(Token);
    }

    [Fact]
    public async Task The_request_to_stop_is_an_empty_POST_outside_the_published_API()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"status":"ok","version":"1.0.0"}"""), ServerReply.Empty(202));

        await new LocalServiceClient(server.NewConnection()).StopAsync(Token);

        // First it looks, without the key, whether this is a local service.
        Assert.Equal("GET /_local/health", server.Requests[0].Line);
        Assert.Null(server.Requests[0].Header("Training-key"));
        var request = Assert.Single(server.Requests.Skip(1));
        Assert.Equal("POST /_local/stop", request.Line);
        Assert.Equal("0", request.Header("Content-Length"));
        Assert.Equal(ServerConnections.Key, request.Header("Training-key"));
    }
}
