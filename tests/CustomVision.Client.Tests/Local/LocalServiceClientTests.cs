using System.Net;
using System.Text;
using CustomVision.Local;

namespace CustomVision.Client.Tests.Local;

/// <summary>What is asked of a local service, to the letter, and of what is none.</summary>
public sealed class LocalServiceClientTests
{
    private const string Health = """{"status":"ok","version":"0.1.0","uptimeSeconds":1.5,"storage":"memory"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_is_sent_with_nothing_but_what_was_said_and_read_with_all()
    {
        await using var server = new ScriptedServer(
            ServerReply.Json(Health),
            ServerReply.Json("""{"id":3,"operation":"Get*","status":429,"code":null,"retryAfter":7,"delay":1500,"drop":null,"truncate":false,"html":false,"reorder":false,"count":2,"probability":0.5,"seed":9,"seconds":60.5,"met":1}"""));
        var rule = new LocalFaultRule
        {
            Operation = "Get*",
            Status = 429,
            RetryAfter = 7,
            Delay = TimeSpan.FromSeconds(1.5),
            Count = 2,
            Probability = 0.5,
            Seed = 9,
            Duration = TimeSpan.FromSeconds(60.5),
        };

        var fault = await Client(server).AddFaultAsync(rule, Token);

        var request = server.Requests[1];
        Assert.Equal("POST /_local/faults", request.Line);
        Assert.Equal(
            """{"operation":"Get*","status":429,"retryAfter":7,"delay":1500,"truncate":false,"html":false,"reorder":false,"count":2,"probability":0.5,"seed":9,"seconds":60.5}""",
            Encoding.UTF8.GetString(request.Body));
        Assert.Equal((3, 1), (fault.Id, fault.Met));
        Assert.Equal(("delay 1.5 s, 429, retry after 7 s", "2 times, 50 %, for 60.5 s"), (fault.Effect, fault.When));
        Assert.Equal(
            (rule.Operation, rule.Status, rule.RetryAfter, rule.Delay, rule.Count, rule.Probability, rule.Seed, rule.Duration),
            (fault.Operation, fault.Status, fault.RetryAfter, fault.Delay, fault.Count, fault.Probability, fault.Seed, fault.Duration));
    }

    [Theory]
    [InlineData(FaultDrop.BeforeBody, "beforeBody")]
    [InlineData(FaultDrop.AfterBody, "afterBody")]
    public async Task A_drop_is_named_as_the_service_names_it(FaultDrop drop, string name)
    {
        await using var server = new ScriptedServer(ServerReply.Json(Health), ServerReply.Json($$"""{"id":1,"drop":"{{name}}"}"""));

        var fault = await Client(server).AddFaultAsync(new LocalFaultRule { Drop = drop }, Token);

        Assert.Contains($"\"drop\":\"{name}\"", Encoding.UTF8.GetString(server.Requests[1].Body), StringComparison.Ordinal);
        Assert.Equal(drop, fault.Drop);
    }

    [Fact]
    public async Task Requests_are_read_with_their_ids_sizes_and_faults()
    {
        const string Project = "7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80";
        const string Tag = "a1111111-1111-4111-8111-111111111111";
        await using var server = new ScriptedServer(ServerReply.Json(Health), ServerReply.Json(
            $$"""
            [{"sequence":7,"time":"2026-11-24T21:00:00.5+00:00","method":"POST","path":"/p","operation":"CreateImagesFromData","projectId":"{{Project}}",
            "tagIds":["{{Tag}}"],"imageIds":null,"status":200,"requestBytes":5000000000,"responseBytes":12,"imageCount":64,"durationMs":1.25,"faults":[2]},
            {"time":"2026-11-24T21:00:01+00:00","method":"GET","path":"/x","operation":null,"status":null,"faults":null}]
            """));

        var requests = await Client(server).GetRequestsAsync(Token);

        Assert.Equal("GET /_local/requests", server.Requests[1].Line);
        var upload = requests[0];
        Assert.Equal((7L, 200, 5_000_000_000L, 12L, 64), (upload.Sequence, upload.Status, upload.RequestBytes, upload.ResponseBytes, upload.ImageCount));
        Assert.Equal((Guid.Parse(Project), TimeSpan.FromMilliseconds(1.25)), (upload.ProjectId, upload.Duration));
        Assert.Equal([Guid.Parse(Tag)], upload.TagIds);
        Assert.Equal([2], upload.Faults);
        Assert.Equal((null, null, 0, 0, 0), (requests[1].Operation, requests[1].Status, requests[1].Faults.Count, requests[1].TagIds.Count, requests[1].ImageIds.Count));
    }

    [Fact]
    public async Task A_change_of_settings_sends_what_changes()
    {
        await using var server = new ScriptedServer(
            ServerReply.Json(Health),
            ServerReply.Json("""{"profile":"F0","training":{"mode":"real","amount":null,"message":null}}"""),
            ServerReply.Json("""{"profile":"F0","training":{"mode":"polls","amount":3}}"""));
        var client = Client(server);

        await client.UpdateSettingsAsync(new LocalServiceSettings { Profile = QuotaProfile.F0 }, Token);
        var settings = await client.UpdateSettingsAsync(new LocalServiceSettings { Training = new TrainingBehaviour(TrainingMode.Polls, 3) }, Token);

        Assert.Equal(["PATCH /_local/settings", "PATCH /_local/settings"], server.Requests.Skip(1).Select(request => request.Line));
        Assert.Equal(["""{"profile":"F0"}""", """{"training":{"mode":"polls","amount":3}}"""], server.Requests.Skip(1).Select(request => request.BodyText));
        Assert.Equal((QuotaProfile.F0, new TrainingBehaviour(TrainingMode.Polls, 3)), (settings.Profile, settings.Training));
    }

    [Fact]
    public async Task A_reset_names_all_three_parts()
    {
        await using var server = new ScriptedServer(ServerReply.Json(Health), ServerReply.Empty(204), ServerReply.Empty(204));
        var client = Client(server);

        await client.ResetAsync(new LocalServiceReset(), Token);
        await client.ResetAsync(new LocalServiceReset { Data = false }, Token);

        Assert.Equal(
            ["""{"data":true,"faults":true,"requests":true}""", """{"data":false,"faults":true,"requests":true}"""],
            server.Requests.Skip(1).Select(request => request.BodyText));
    }

    [Fact]
    public async Task A_service_is_asked_once_who_it_is_without_the_key()
    {
        await using var server = new ScriptedServer(ServerReply.Json(Health), ServerReply.Empty(204), ServerReply.Empty(204));
        var client = Client(server);

        await client.RemoveFaultAsync(7, Token);
        await client.RemoveFaultsAsync(Token);

        Assert.Equal(["GET /_local/health", "DELETE /_local/faults/7", "DELETE /_local/faults"], server.Requests.Select(request => request.Line));
        Assert.Equal([null, ServerConnections.Key, ServerConnections.Key], server.Requests.Select(request => request.Header("Training-key")));
    }

    [Theory]
    [InlineData(404, "application/json", """{"statusCode":404,"message":"Resource not found"}""")]
    [InlineData(401, "application/json", """{"statusCode":401,"message":"Access denied"}""")]
    [InlineData(200, "text/html", "<html><title>Welcome</title></html>")]
    [InlineData(200, "application/json", """{"healthy":true}""")]
    [InlineData(200, "application/json", "[]")]
    public async Task What_does_not_answer_as_a_local_service_is_none_and_is_asked_nothing_more(int status, string mediaType, string body)
    {
        await using var server = new ScriptedServer(ServerReply.Text(mediaType, body, status));

        await Assert.ThrowsAsync<NotALocalServiceException>(() => Client(server).ResetAsync(new LocalServiceReset(), Token));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_local_service_that_has_lost_its_data_says_so_itself()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"status":"broken","version":"0.1.0"}""", 503));

        var connection = new CustomVisionConnection(server.Endpoint, Secret.From(ServerConnections.Key), maxRetry: 0);
        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => new LocalServiceClient(connection).GetFaultsAsync(Token));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
    }

    [Fact]
    public async Task Another_machine_is_not_asked_at_all()
    {
        // No machine can have this name, so that a client that asks all the same reaches nobody.
        var elsewhere = new CustomVisionConnection(
            new Uri("https://customvision.invalid/"), Secret.From(ServerConnections.Key), timeout: TimeSpan.FromSeconds(5));
        var asked = new List<RequestRecord>();
        var client = new LocalServiceClient(elsewhere, request => { asked.Add(request); return Task.CompletedTask; });

        await Assert.ThrowsAsync<NotALocalServiceException>(() => client.StopAsync(Token));

        Assert.Empty(asked);
    }

    [Fact]
    public async Task A_token_to_stop_with_goes_in_a_header_of_its_own()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(202));

        await LocalServiceClient.ForStopping(server.Endpoint, Secret.From(ServerConnections.Key), TimeSpan.FromMinutes(1)).StopAsync(Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /_local/stop", request.Line);
        Assert.Equal((ServerConnections.Key, null), (request.Header("Stop-token"), request.Header("Training-key")));
    }

    private static LocalServiceClient Client(ScriptedServer server) => new(server.NewConnection());
}
