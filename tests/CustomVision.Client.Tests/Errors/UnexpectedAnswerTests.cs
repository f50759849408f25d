using System.Net;

namespace CustomVision.Client.Tests.Errors;

/// <summary>Something answered, but no Custom Vision service.</summary>
public sealed class UnexpectedAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_with_status_200_is_named_by_its_title()
    {
        await using var server = new ScriptedServer(ServerReply.Text("text/html", "<html><title>Welcome to nginx!</title></html>"));

        var error = await Unexpected(server, client => client.GetDomainsAsync(Token));

        Assert.Equal(HttpStatusCode.OK, error.StatusCode);
        Assert.Equal("GetDomains", error.Operation);
        Assert.Contains("Welcome to nginx!", error.Message);
        Assert.Contains("text/html", error.Message);
        Assert.Contains(server.Endpoint.ToString(), error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[{\"Id\":\"not a guid\"}]")]
    [InlineData("[{\"Id\":")]
    [InlineData("[{\"Name\":\"a domain without an id\"}]")]
    public async Task JSON_of_another_shape_is_not_taken_for_a_list(string body)
    {
        await using var server = new ScriptedServer(ServerReply.Json(body));

        await Unexpected(server, client => client.GetDomainsAsync(Token));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"status":"healthy"}""")]
    [InlineData("""{"Id":null}""")]
    [InlineData("""{"Id":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","Created":"yesterday"}""")]
    public async Task JSON_of_another_shape_is_not_taken_for_a_project(string body)
    {
        await using var server = new ScriptedServer(ServerReply.Json(body));

        await Unexpected(server, client => client.GetProjectAsync(Guid.NewGuid(), Token));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_and_the_key_stays_where_it_was(int status)
    {
        await using var elsewhere = new ScriptedServer(ServerReply.Json("[]"));
        await using var server = new ScriptedServer(ServerReply.Empty(status, $"Location: {elsewhere.Endpoint}\r\n"));

        var error = await Unexpected(server, client => client.GetDomainsAsync(Token));

        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Contains(elsewhere.Endpoint.ToString(), error.Message);
        Assert.Empty(elsewhere.Requests);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_an_error_too()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(304));

        await Unexpected(server, client => client.GetDomainsAsync(Token));
    }

    private static Task<UnexpectedAnswerException> Unexpected(ScriptedServer server, Func<ITrainingApi, Task> call) =>
        Assert.ThrowsAsync<UnexpectedAnswerException>(() => call(server.NewClient()));
}
