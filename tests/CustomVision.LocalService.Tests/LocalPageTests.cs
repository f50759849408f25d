using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests;

/// <summary>What is not part of the published API.</summary>
public sealed class LocalPageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Health_needs_no_key_and_tells_where_the_data_is_to_the_key_only(bool isInMemory)
    {
        using var folder = new TemporaryFolder();
        var clock = new HeldClock();
        await using var service = await TestService.StartAsync(isInMemory ? null : folder.PathOf("data"), clock);
        using var stranger = new HttpClient();
        clock.Advance(TimeSpan.FromSeconds(1.5));

        var told = JsonNode.Parse(await stranger.GetStringAsync($"{service.Endpoint}/_local/health", TestService.Cancel))!;
        var all = await service.JsonAsync("GET", $"{service.Endpoint}/_local/health");

        Assert.Equal(
            $$"""{"status":"ok","version":"{{typeof(LocalServiceApp).Assembly.GetName().Version!.ToString(3)}}","uptimeSeconds":1.5,"storage":"{{(isInMemory ? "memory" : "folder")}}","dataPath":null,"reason":null}""",
            told.ToJsonString());
        Assert.Equal(isInMemory ? null : folder.PathOf("data"), (string?)all["dataPath"]);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("database")]
    public async Task Health_is_503_when_the_data_cannot_be_used(string what)
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        if (what == "file")
        {
            // Where an open file can't be deleted, it can be neither here.
            Assert.SkipWhen(OperatingSystem.IsWindows(), "not run: Windows doesn't delete an open file");
            File.Delete(folder.PathOf("data", "store.db"));
        }
        else
        {
            using var connection = new SqliteConnection($"Data Source={folder.PathOf("data", "store.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE settings";
            command.ExecuteNonQuery();
        }

        using var answer = await service.SendAsync("GET", $"{service.Endpoint}/_local/health");
        var health = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!;
        using var stranger = new HttpClient();
        using var untold = await stranger.GetAsync($"{service.Endpoint}/_local/health", TestService.Cancel);

        Assert.Equal((503, "broken"), ((int)answer.StatusCode, (string)health["status"]!));
        Assert.Contains(what == "file" ? folder.PathOf("data", "store.db") : "settings", (string)health["reason"]!, StringComparison.Ordinal);
        Assert.Equal(503, (int)untold.StatusCode);
        Assert.Contains("\"reason\":null", await untold.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_noted_in_order_with_what_they_did_and_without_keys_or_queries()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync("secret name");
        var tag = await service.NewTagAsync(project, "a");
        var form = TestService.Multipart([TestImages.New(), TestImages.New()]);
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
        Assert.Equal([1, 2, 3, 4, 5], requests.Select(request => (int)request!["sequence"]!));
        Assert.Equal((project, tag), ((string)requests[2]!["projectId"]!, (string)requests[2]!["tagIds"]!.AsArray().Single()!));
        Assert.True((long)requests[2]!["responseBytes"]! > 100);
        Assert.All(requests, request => Assert.True((double)request!["durationMs"]! >= 0));
        Assert.All(requests, request => Assert.True(DateTimeOffset.TryParse((string)request!["time"]!, out _)));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestService.TrainingKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_are_noted_wherever_a_request_names_them()
    {
        await using var service = await TestService.StartAsync();
        Guid[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        var (project, other) = (await service.NewProjectAsync(), Guid.NewGuid());
        (string Method, string Path, string? Body, string Noted)[] calls =
        [
            ("GET", $"projects/{project}/images/tagged?tagIds={ids[0]},{{{ids[1]}}}&tagIds={ids[2]}&tagIds=key&iterationId={other}", null, $"{other} {ids[0]},{ids[1]},{ids[2]}  "),
            ("DELETE", $"projects/{project}/images?imageIds={ids[0]}&imageIds={ids[1]}", null, $"  {ids[0]},{ids[1]} "),
            ("POST", $"projects/{project}/images/{ids[0]}/label?tagId={ids[1]}", null, $" {ids[1]} {ids[0]} "),
            ("GET", $"projects/{project}/iterations/{ids[0]}", null, $"{ids[0]}   "),
            ("GET", $"projects/{project}/tags/{ids[0]}", null, $" {ids[0]}  "),
            ("DELETE", $"projects/{project}/predictions?ids={ids[0]}", null, $"   {ids[0]}"),
            ("POST", $"projects/{project}/images/predictions", $$"""{"TagIds":["{{ids[0]}}"],"Ids":["{{ids[1]}}"]}""", $" {ids[0]}  {ids[1]}"),
            ("GET", $"projects/{project}/tags", null, "   "),
        ];
        foreach (var (method, path, body, _) in calls)
            using (await service.SendAsync(method, path, body is null ? null : TrainingSteps.Json(body)))
            {
            }

        var requests = (await service.RequestsAsync()).Skip(1).ToArray();

        Assert.All(requests, request => Assert.Equal(project, (string)request!["projectId"]!));
        Assert.Equal(
            calls.Select(call => call.Noted),
            requests.Select(request => string.Join(' ', (string?)request!["iterationId"], List(request["tagIds"]), List(request["imageIds"]), List(request["predictionIds"]))));

        static string List(JsonNode? noted) => noted is null ? "" : string.Join(',', noted.AsArray().Select(id => (string)id!));
    }

    [Fact]
    public async Task Requests_can_be_asked_for_since_one_and_by_operation()
    {
        await using var service = await TestService.StartAsync();
        await service.NewTagAsync(await service.NewProjectAsync(), "a");
        using (await service.SendAsync("GET", "nothing"))
            await service.JsonAsync("GET", "projects");

        Assert.Equal([3, 4], await NumbersAsync("?since=2"));
        Assert.Empty(await NumbersAsync("?since=4"));
        Assert.Equal([1, 2], await NumbersAsync("?operation=create*"));
        Assert.Equal([2], await NumbersAsync("?since=1&operation=Create*"));
        Assert.Equal([4], await NumbersAsync("?operation=GetProjects"));
        Assert.Equal("BadRequest", await service.ErrorAsync(400, "GET", $"{service.Endpoint}/_local/requests?since=-1"));

        async Task<IEnumerable<int>> NumbersAsync(string query) =>
            (await service.JsonAsync("GET", $"{service.Endpoint}/_local/requests{query}")).AsArray().Select(request => (int)request!["sequence"]!);
    }

    [Fact]
    public async Task What_is_kept_of_a_request_does_not_grow_with_it()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var ids = string.Join(',', Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid()));

        using (await service.SendAsync("GET", $"projects/{project}/{new string('x', 50_000)}"))
        using (await service.SendAsync(new string('M', 5_000), "projects"))
        using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={ids}"))
        {
            var requests = await service.RequestsAsync();

            Assert.Equal(1024, ((string)requests[1]!["path"]!).Length);
            Assert.Equal(16, ((string)requests[2]!["method"]!).Length);
            Assert.Equal(256, requests[3]!["imageIds"]!.AsArray().Count);
        }
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
        var log = new Http.RequestLog();
        for (var number = 0; number < 10_001; number++)
            log.Add(new Http.RequestRecord(DateTimeOffset.UnixEpoch, "GET", $"/{number}"));

        Assert.Equal(10_000, log.ToArray().Length);
        Assert.Equal("/1", log.ToArray()[0].Path);
    }

    [Theory]
    [InlineData("GET", "requests")]
    [InlineData("DELETE", "requests")]
    [InlineData("POST", "stop")]
    [InlineData("POST", "reset")]
    [InlineData("GET", "settings")]
    [InlineData("PATCH", "settings")]
    [InlineData("GET", "faults")]
    public async Task What_tells_or_changes_something_needs_the_key(string method, string path)
    {
        await using var service = await TestService.StartAsync();
        service.Client.DefaultRequestHeaders.Remove("Training-key");
        service.Client.DefaultRequestHeaders.Add("Prediction-key", TestService.PredictionKey);

        using var response = await service.SendAsync(method, $"{service.Endpoint}/_local/{path}");

        Assert.Equal(401, (int)response.StatusCode);
    }
}
