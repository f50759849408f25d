namespace CustomVision.Client.Tests.Errors;

/// <summary>The signature in the query of a URL grants access, so no message shows it.</summary>
public sealed class UrlTextTests
{
    [Theory]
    [InlineData("https://a.example/i.jpg?sv=1&sig=secret", "https://a.example/i.jpg?…")]
    [InlineData("HTTP://a.example/i.jpg?sig=secret failed", "HTTP://a.example/i.jpg?… failed")]
    [InlineData("'https://a.example/i?sig=secret' and <http://b.example/?sig=secret>", "'https://a.example/i?…' and <http://b.example/?…>")]
    [InlineData("https://a.example/i.jpg", "https://a.example/i.jpg")]
    [InlineData("is it https://a.example/i.jpg ? sure", "is it https://a.example/i.jpg ? sure")]
    [InlineData("what? no URL", "what? no URL")]
    [InlineData(null, null)]
    public void The_query_of_each_URL_is_hidden(string? text, string? expected) => Assert.Equal(expected, UrlText.HideQueries(text));

    [Fact]
    public async Task Errors_and_retries_show_no_query()
    {
        const string Url = "https://blobs.example/i.jpg?sv=2020&sig=secret";
        await using var server = new ScriptedServer(_ => ServerReply.Json($$"""{"Code":"BadRequestImageUrl","Message":"Cannot read {{Url}}"}""", 503));
        var retries = new List<string>();
        var client = new CustomVisionClient(
            server.NewConnection(),
            new UploadSetup { MaxRetry = 1, Clock = new FakeClock(runs: true) }.Requests,
            onRetry: retry =>
            {
                retries.Add(retry.ToString());
                return Task.CompletedTask;
            });

        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => client.Training.CreateImagesAsync(
            UploadRuns.Project, [new Images.ImageEntry(Images.ImageSource.Url, Url)], TestContext.Current.CancellationToken));

        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Cannot read https://blobs.example/i.jpg?…", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Assert.Single(retries), StringComparison.Ordinal);
        Assert.Contains("https://blobs.example/i.jpg?…", retries[0], StringComparison.Ordinal);
    }
}
