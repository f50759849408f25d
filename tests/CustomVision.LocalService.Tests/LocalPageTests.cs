using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>What is not part of the published API.</summary>
public sealed class LocalPageTests
{
    [Fact]
    public async Task Health_needs_no_key_and_tells_the_version()
    {
        await using var service = await TestService.StartAsync();
        using var client = new HttpClient();

        var health = JsonNode.Parse(await client.GetStringAsync($"{service.Endpoint}/_local/health", TestService.Cancel))!;

        Assert.Equal("ok", (string)health["status"]!);
        Assert.Equal(typeof(LocalServiceApp).Assembly.GetName().Version!.ToString(3), (string)health["version"]!);
    }

    [Fact]
    public async Task Requests_are_noted_in_order_with_what_they_did_and_without_keys_or_queries()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync("secret name");
        var tag = await service.NewTagAsync(project, "a");
        var form = TestService.Multipart([Pictures.New(), Pictures.New()]);
        await form.LoadIntoBufferAsync(TestService.Cancel);
        var length = form.Headers.ContentLength;
        await service.JsonAsync("POST", $"projects/{project}/images/image?tagIds={tag}", form);
        using var missing = await service.SendAsync("GET", "nothing");
        service.Client.DefaultRequestHeaders.Remove("Training-key");
        using var denied = await service.SendAsync("GET", "domains");
        service.Client.DefaultRequestHeaders.Add("Training-key", TestService.TrainingKey);

        var text = await service.Client.GetStringAsync($"{service.Endpoint}/_local/requests", TestService.Cancel);
        var requests = JsonNode.Parse(text)!.AsArray();

        Assert.Equal(
            [("POST", "CreateProject", 200), ("POST", "CreateTag", 200), ("POST", "CreateImagesFromData", 200), ("GET", null, 404), ("GET", "GetDomains", 401)],
            requests.Select(request => ((string)request!["method"]!, (string?)request["operation"], (int)request["status"]!)));
        Assert.Equal("/customvision/v1.0/Training/projects", (string)requests[0]!["path"]!);
        Assert.Equal((length, 2), ((long)requests[2]!["requestBytes"]!, (int)requests[2]!["imageCount"]!));
        Assert.All(requests, request => Assert.True((double)request!["durationMs"]! >= 0));
        Assert.All(requests, request => Assert.True(DateTimeOffset.TryParse((string)request!["time"]!, out _)));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestService.TrainingKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Noted_requests_can_be_cleared()
    {
        await using var service = await TestService.StartAsync();
        await service.NewProjectAsync();

        using var cleared = await service.Client.DeleteAsync($"{service.Endpoint}/_local/requests", TestService.Cancel);

        Assert.Equal(204, (int)cleared.StatusCode);
        Assert.Equal("[]", await service.Client.GetStringAsync($"{service.Endpoint}/_local/requests", TestService.Cancel));
    }

    [Fact]
    public void Only_the_newest_ten_thousand_requests_are_kept()
    {
        var log = new Api.RequestLog();
        for (var number = 0; number < 10_001; number++)
            log.Add(new Api.RequestRecord(DateTimeOffset.UnixEpoch, "GET", $"/{number}"));

        Assert.Equal(10_000, log.ToArray().Length);
        Assert.Equal("/1", log.ToArray()[0].Path);
    }

    [Theory]
    [InlineData("GET", "requests")]
    [InlineData("DELETE", "requests")]
    [InlineData("POST", "stop")]
    public async Task What_tells_or_changes_something_needs_the_key(string method, string path)
    {
        await using var service = await TestService.StartAsync();
        service.Client.DefaultRequestHeaders.Remove("Training-key");
        service.Client.DefaultRequestHeaders.Add("Prediction-key", TestService.PredictionKey);

        using var response = await service.SendAsync(method, $"{service.Endpoint}/_local/{path}");

        Assert.Equal(401, (int)response.StatusCode);
    }
}
