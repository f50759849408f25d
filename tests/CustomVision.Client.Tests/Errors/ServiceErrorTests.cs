using System.Net;

namespace CustomVision.Client.Tests.Errors;

/// <summary>Every error body that was seen in the wild, and some that are no better than that.</summary>
public sealed class ServiceErrorTests
{
    private const string Denied = "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, """{"Code":"BadRequestTrainingNotNeeded","Message":"Nothing changed since last training"}""", "BadRequestTrainingNotNeeded", "Nothing changed since last training")]
    [InlineData(404, """{"code":"NotFoundProject","message":"Invalid project"}""", "NotFoundProject", "Invalid project")]
    [InlineData(401, $$"""{ "statusCode": 401, "message": "{{Denied}}" }""", null, Denied)]
    [InlineData(401, $$$"""{"error":{"code":"401","message":"{{{Denied}}}"}}""", "401", Denied)]
    [InlineData(404, """{"error":{"code":"404","message":"Resource not found","innererror":{"code":"x"}}}""", "404", "Resource not found")]
    [InlineData(400, """{"Message":"The request is invalid."}""", null, "The request is invalid.")]
    [InlineData(400, """{"code":null,"message":null}""", null, null)]
    [InlineData(400, "{}", null, null)]
    [InlineData(500, "\"out of order\"", null, "out of order")]
    public async Task The_services_own_code_and_words_are_kept(int status, string body, string? code, string? message)
    {
        var error = await Refused(ServerReply.Json(body, status));

        Assert.Equal("GetDomains", error.Operation);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal(code, error.ServiceCode);
        Assert.Equal(message, error.ServiceMessage);
    }

    [Theory]
    [InlineData("text/html", "<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>", "502 Bad Gateway")]
    [InlineData("text/html; charset=utf-8", "<HTML>\n<BODY><h2>Our services\n aren't available</h2></BODY></HTML>", "Our services aren't available")]
    [InlineData("text/plain", "upstream connect error\r\nor disconnect", "upstream connect error or disconnect")]
    [InlineData("application/json", """{"code":"Bro""", """{"code":"Bro""")]
    [InlineData("application/json", "\0\u0001", "\0\u0001")]
    public async Task A_body_that_is_not_JSON_gives_the_message_it_has(string mediaType, string body, string message)
    {
        var error = await Refused(ServerReply.Text(mediaType, body, 502));

        Assert.Equal(HttpStatusCode.BadGateway, error.StatusCode);
        Assert.Null(error.ServiceCode);
        Assert.Equal(message, error.ServiceMessage);
    }

    [Fact]
    public async Task An_empty_body_leaves_the_status_to_speak()
    {
        var error = await Refused(ServerReply.Empty(503));

        Assert.Null(error.ServiceCode);
        Assert.Null(error.ServiceMessage);
        Assert.Equal("The service rejected the request and gave no reason. (GetDomains: 503 ServiceUnavailable)", error.Message);
    }

    [Fact]
    public async Task The_message_says_operation_status_code_words_and_request_id()
    {
        var error = await Refused(ServerReply.Json(
            """{"code":"NotFoundProject","message":"Invalid project"}""", 404, "apim-request-id: 8d1f\r\n"));

        Assert.Equal("Invalid project (GetDomains: 404 NotFoundProject, request id 8d1f)", error.Message);
    }

    [Theory]
    [InlineData("apim-request-id")]
    [InlineData("x-ms-request-id")]
    [InlineData("X-Request-Id")]
    public async Task The_request_id_is_read_from_any_header_that_carries_it(string header)
    {
        var error = await Refused(ServerReply.Json("{}", 400, $"{header}: 0b6a-11\r\n"));

        Assert.Equal("0b6a-11", error.RequestId);
    }

    [Fact]
    public async Task There_is_no_request_id_when_the_service_gives_none() =>
        Assert.Null((await Refused(ServerReply.Json("{}", 400))).RequestId);

    [Theory]
    [InlineData("", null)]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: 0\r\n", 0)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("Date: Mon, 23 Nov 2026 10:00:00 GMT\r\nRetry-After: Mon, 23 Nov 2026 10:01:30 GMT\r\n", 90)]
    [InlineData("Date: Mon, 23 Nov 2026 10:00:00 GMT\r\nRetry-After: Mon, 23 Nov 2026 09:59:00 GMT\r\n", 0)]
    public async Task Retry_After_is_read_as_seconds_and_as_a_date(string headers, int? seconds)
    {
        var error = await Refused(ServerReply.Json("{}", 429, headers));

        Assert.Equal(HttpStatusCode.TooManyRequests, error.StatusCode);
        Assert.Equal(seconds, error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_very_long_message_is_cut()
    {
        var error = await Refused(ServerReply.Text("text/plain", new string('x', 100_000), 500));

        Assert.InRange(error.ServiceMessage!.Length, 100, 600);
        Assert.EndsWith("…", error.ServiceMessage);
    }

    private static async Task<ServiceErrorException> Refused(ServerReply reply)
    {
        await using var server = new ScriptedServer(reply);
        return await Assert.ThrowsAsync<ServiceErrorException>(() => server.NewClient().GetDomainsAsync(Token));
    }
}
