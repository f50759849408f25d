using System.Text.RegularExpressions;

namespace CustomVision.Client.Tests.Connection;

/// <summary>Access tokens: from a managed identity, renewed in time, and never shown.</summary>
public sealed class AccessTokenTests
{
    private const string First = "eyJ0.first.token";
    private const string Second = "eyJ0.second.token";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_identity_endpoint_of_Automation_and_App_Service_is_asked_with_its_header()
    {
        await using var identity = new ScriptedServer(Answer(First, TimeSpan.FromHours(1)));
        await using var service = new ScriptedServer(ServerReply.Json("[]"));

        await Client(service, Source(identity, "c-1")).Training.GetDomainsAsync(Token);

        var asked = Assert.Single(identity.Requests);
        Assert.Equal("GET /msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=c-1", asked.Line);
        Assert.Equal(("header-1", "true"), (asked.Header("X-IDENTITY-HEADER"), asked.Header("Metadata")));
        var request = Assert.Single(service.Requests);
        Assert.Equal($"Bearer {First}", request.Header("Authorization"));
        Assert.Null(request.Header("Training-key"));
    }

    [Fact]
    public async Task A_virtual_machine_is_asked_where_no_endpoint_is_named()
    {
        await using var identity = new ScriptedServer(Answer(First, TimeSpan.FromHours(1)));
        await using var service = new ScriptedServer(ServerReply.Json("[]"));
        var source = ManagedIdentity.CreateSource(null, name => name == "AZURE_POD_IDENTITY_AUTHORITY_HOST" ? identity.Endpoint.ToString() : null, new FakeClock(runs: true));

        await Client(service, source).Training.GetDomainsAsync(Token);

        var asked = Assert.Single(identity.Requests);
        Assert.Equal("GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com", asked.Line);
        Assert.Equal("true", asked.Header("Metadata"));
    }

    [Fact]
    public async Task A_token_is_used_until_shortly_before_it_expires()
    {
        var tokens = new Queue<AccessToken>([Valid(First, TimeSpan.FromMinutes(4)), Valid(Second, TimeSpan.FromHours(1))]);
        var source = new AccessTokenSource(_ => Task.FromResult(tokens.Dequeue()));
        await using var service = new ScriptedServer(_ => ServerReply.Json("[]"));
        var client = Client(service, source);

        await client.Training.GetDomainsAsync(Token);
        await client.Training.GetDomainsAsync(Token);

        Assert.Single(tokens); // 4 minutes are enough for two requests
        Assert.All(service.Requests, request => Assert.Equal($"Bearer {First}", request.Header("Authorization")));
    }

    [Fact]
    public async Task A_token_that_has_expired_is_replaced_before_the_next_request()
    {
        var tokens = new Queue<AccessToken>([Valid(First, TimeSpan.FromSeconds(-1)), Valid(Second, TimeSpan.FromHours(1))]);
        await using var service = new ScriptedServer(_ => ServerReply.Json("[]"));
        var client = Client(service, new AccessTokenSource(_ => Task.FromResult(tokens.Dequeue())));

        await client.Training.GetDomainsAsync(Token);
        await client.Training.GetDomainsAsync(Token);
        await client.Training.GetDomainsAsync(Token);

        Assert.Equal([$"Bearer {First}", $"Bearer {Second}", $"Bearer {Second}"], service.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task An_upload_goes_on_when_its_token_expires_in_the_middle()
    {
        await using var identity = new ScriptedServer(Answer(First, TimeSpan.FromHours(1)), Answer(Second, TimeSpan.FromHours(1)));
        var uploads = 0;
        await using var service = new ScriptedServer(request =>
        {
            if (request.Header("Authorization") == $"Bearer {First}" && Interlocked.Increment(ref uploads) > 3)
                return ServerReply.Json("""{"error":{"code":"401","message":"Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired."}}""", 401);
            var names = Regex.Matches(request.BodyText, "filename=\"([^\"]+)\"").Select(match => $$$"""{"sourceUrl":"{{{match.Groups[1].Value}}}","status":"OK","image":{"id":"{{{Guid.NewGuid()}}}"}}""");
            return ServerReply.Json($$"""{"isBatchSuccessful":true,"images":[{{string.Join(",", names)}}]}""");
        });
        using var folder = new TemporaryFolder();
        string[] paths = [.. Enumerable.Range(0, 40).Select(number => folder.Write($"{number}.jpg", [0xFF, 0xD8, (byte)number, 0xFF, 0xD9]))];
        var results = new List<ImageCreateResult>();
        using var uploader = new ImageUploader(
            Client(service, Source(identity)),
            Uploading.UploadRuns.Project,
            result =>
            {
                results.Add(result);
                return Task.CompletedTask;
            },
            new ImageUploaderOptions { BatchSize = 4 });

        await uploader.UploadAsync(new Uploading.LazyPaths(paths), Token);

        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.All(results, result => Assert.Equal("OK", result.Status));
        Assert.Equal(2, identity.Requests.Count);
        Assert.Contains(service.Requests, request => request.Header("Authorization") == $"Bearer {Second}");
    }

    [Fact]
    public async Task A_new_token_that_is_rejected_as_well_is_an_error()
    {
        await using var identity = new ScriptedServer(_ => Answer(First, TimeSpan.FromHours(1)));
        await using var service = new ScriptedServer(_ => ServerReply.Json("""{"error":{"code":"401","message":"no"}}""", 401));

        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => Client(service, Source(identity)).Training.GetDomainsAsync(Token));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.Equal(2, identity.Requests.Count);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task Temporary_failures_of_the_identity_endpoint_are_retried()
    {
        await using var identity = new ScriptedServer(ServerReply.Empty(429), ServerReply.Drop, ServerReply.Empty(503), Answer(First, TimeSpan.FromHours(1)));
        await using var service = new ScriptedServer(ServerReply.Json("[]"));

        await Client(service, Source(identity)).Training.GetDomainsAsync(Token);

        Assert.Equal(4, identity.Requests.Count);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_request","error_description":"Identity not found"}""", "answered 400: ")]
    [InlineData(200, "<html><title>Sign in</title></html>", "is not a token.")]
    [InlineData(200, """{"access_token":"eyJ0.first.token"}""", "is not a token.")]
    public async Task An_identity_that_gives_no_token_says_why_without_the_header_or_a_token(int status, string body, string expected)
    {
        await using var identity = new ScriptedServer(_ => ServerReply.Json(body.Replace("not found", "header-1 not found"), status));
        await using var service = new ScriptedServer(ServerReply.Json("[]"));

        var error = await Assert.ThrowsAsync<AccessTokenException>(() => Client(service, Source(identity)).Training.GetDomainsAsync(Token));

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain("header-1", error.ToString());
        Assert.DoesNotContain(First, error.ToString());
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task An_identity_endpoint_that_cannot_be_reached_ends_after_some_attempts()
    {
        await using var service = new ScriptedServer(ServerReply.Json("[]"));
        var source = ManagedIdentity.CreateSource(null, name => name == "IDENTITY_ENDPOINT" ? "http://127.0.0.1:1/msi" : null, new FakeClock(runs: true));

        var error = await Assert.ThrowsAsync<AccessTokenException>(() => Client(service, source).Training.GetDomainsAsync(Token));

        Assert.Contains("cannot be reached", error.Message);
        Assert.Equal(FailureScope.Everything, error.Scope);
    }

    [Fact]
    public async Task A_regional_endpoint_is_refused_before_a_token_is_sent()
    {
        var connection = new CustomVisionConnection(new Uri("https://westeurope.api.cognitive.microsoft.com/"), accessToken: Secret.From(First));

        var error = await Assert.ThrowsAsync<AccessTokenException>(() => new CustomVisionClient(connection).Training.GetDomainsAsync(Token));

        Assert.Contains("https://NAME.cognitiveservices.azure.com/", error.Message);
    }

    private static CustomVisionClient Client(ScriptedServer service, AccessTokenSource source) => new(
        new CustomVisionConnection(service.Endpoint) { Version = ApiVersion.Parse("3.3") }.WithTokens(source), new RequestOptions { MaxRetry = 0 });

    private static AccessTokenSource Source(ScriptedServer identity, string? clientId = null) => ManagedIdentity.CreateSource(
        clientId,
        name => name switch
        {
            "IDENTITY_ENDPOINT" => $"{identity.Endpoint}msi/token",
            "IDENTITY_HEADER" => "header-1",
            _ => null,
        },
        new FakeClock(runs: true));

    private static AccessToken Valid(string token, TimeSpan time) => new(Secret.From(token), DateTimeOffset.UtcNow + time);

    private static ServerReply Answer(string token, TimeSpan time) => ServerReply.Json(
        $$"""{"access_token":"{{token}}","expires_on":"{{(DateTimeOffset.UtcNow + time).ToUnixTimeSeconds()}}","resource":"https://cognitiveservices.azure.com","token_type":"Bearer"}""");
}
