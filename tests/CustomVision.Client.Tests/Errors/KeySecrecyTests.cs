namespace CustomVision.Client.Tests.Errors;

/// <summary>Whatever a server says back, the key is in no exception.</summary>
public sealed class KeySecrecyTests
{
    private const string Key = ServerConnections.Key;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Echoes => new()
    {
        { "Pascal", Answer(400, "application/json", $$"""{"Code":"Bad{{Key}}","Message":"key {{Key}} is bad"}""") },
        { "camel", Answer(401, "application/json", $$"""{"code":"{{Key}}","message":"{{Key}}"}""") },
        { "gateway", Answer(401, "application/json", $$"""{"statusCode":401,"message":"Access denied for {{Key}}"}""") },
        { "nested", Answer(403, "application/json", $$$"""{"error":{"code":"{{{Key}}}","message":"{{{Key}}}"}}""") },
        { "array", Answer(400, "application/json", $$"""["{{Key}}"]""") },
        { "escaped", Answer(400, "application/json", $$"""{"message":"\u0034{{Key[1..]}}"}""") },
        { "text", Answer(500, "text/plain", $"Training-key: {Key}") },
        { "title", Answer(500, "text/html", $"<title>{Key}</title>") },
        { "broken", Answer(500, "application/json", $$"""{"message":"{{Key}}""") },
        { "across the cut", Answer(500, "text/plain", new string('x', 490) + Key) },
        { "across the cut in JSON", Answer(500, "application/json", $$"""{"message":"{{new string('x', 490) + Key}}"}""") },
        { "request id", Answer(500, "text/plain", "no", $"apim-request-id: {Key}\r\n") },
        { "page with 200", Answer(200, "text/html", $"<p>{Key}</p>") },
        { "page with 200 across the cut", Answer(200, "text/html", new string('x', 490) + Key) },
        { "JSON with 200", Answer(200, "application/json", $$"""{"Id":"{{Key}}"}""") },
        { "member with 200", Answer(200, "application/json", $$$"""{"{{{Key}}}":{"{{{Key}}}":"{{{Key}}}"}}""") },
        { "content type", Answer(200, $"text/{Key}", "no") },
        { "redirect", Answer(302, "text/plain", "", $"Location: http://127.0.0.1:1/?key={Key}\r\n") },
        { "status line", $"HTTP/1.1 500 {Key}\r\nContent-Length: 0\r\n\r\n" },
        { "broken answer", $"{Key}\r\n\r\n" },
        { "broken header", $"HTTP/1.1 200 OK\r\n{Key}\r\nContent-Length: 0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task An_echoed_key_is_in_no_exception(string where, string answer)
    {
        Assert.NotEmpty(where);
        await using var server = new ScriptedServer(ServerReply.Raw(answer));
        var records = new List<string>();

        var error = await Assert.ThrowsAnyAsync<CustomVisionException>(
            () => server.NewClient(onRequest: record => { records.Add(record.ToString()); return Task.CompletedTask; })
                .GetProjectAsync(Guid.NewGuid(), Token));

        // Not even a good part of it.
        var part = Key[..8];
        Assert.DoesNotContain(part, error.ToString());
        Assert.All(records, record => Assert.DoesNotContain(part, record));
        if (error is ServiceErrorException refusal)
            Assert.DoesNotContain(part, $"{refusal.ServiceCode} {refusal.ServiceMessage} {refusal.RequestId}");
        Assert.Equal(Key, Assert.Single(server.Requests).Header("Training-key"));
    }

    [Fact]
    public async Task An_echoed_token_is_in_no_exception()
    {
        const string Secrecy = "eyJ0eXAi.b3JhY2xl-_x.c2ln";
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"code":"InvalidToken","message":"Bearer {{Secrecy}} expired"}""", 401));
        var connection = new CustomVisionConnection(server.Endpoint, accessToken: Secret.From(Secrecy));

        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => new CustomVisionClient(connection).Training.GetDomainsAsync(Token));

        Assert.DoesNotContain(Secrecy, error.ToString());
        Assert.Equal("Bearer (hidden) expired", error.ServiceMessage);
    }

    private static string Answer(int status, string mediaType, string body, string headers = "") =>
        $"HTTP/1.1 {status} Scripted\r\nContent-Type: {mediaType}\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";
}
