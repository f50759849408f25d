using System.Text.Json.Nodes;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests;

/// <summary>Taking a service that is running back to where it was when it was new.</summary>
public sealed class ResetTests
{
    [Theory]
    [InlineData("projects", "projects/{project}")]
    [InlineData("contents", "projects/{project}/images?imageIds={image}")]
    [InlineData("tags", "projects/{project}/tags/{tag}")]
    [InlineData("content_bytes", "/_local/reset")]
    public async Task A_deletion_whose_last_step_fails_deletes_nothing(string lastTable, string path)
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");
        var content = TestImages.New();
        var image = (string)(await service.UploadAsync(project, content, tag))["Image"]!["Id"]!;
        var url = path.Replace("{project}", project, StringComparison.Ordinal).Replace("{tag}", tag, StringComparison.Ordinal)
            .Replace("{image}", image, StringComparison.Ordinal);
        var before = await ReadAsync();
        await ExecuteAsync($"CREATE TRIGGER fails BEFORE DELETE ON {lastTable} BEGIN SELECT RAISE(ABORT, 'fails'); END");

        using (var failed = await DeleteAsync())
            Assert.Equal(500, (int)failed.StatusCode);

        Assert.Equal(before, await ReadAsync());
        Assert.Equal(content, await service.ImageAsync(Guid.Parse(image)));
        await ExecuteAsync("DROP TRIGGER fails");
        using (var deleted = await DeleteAsync())
            Assert.Equal(204, (int)deleted.StatusCode);

        Task<HttpResponseMessage> DeleteAsync() =>
            service.SendAsync(url.StartsWith('/') ? "POST" : "DELETE", url.StartsWith('/') ? service.Endpoint + url : url);

        async Task<string> ReadAsync() =>
            $"{(await service.JsonAsync("GET", $"projects/{project}/tags")).ToJsonString()} {(await service.JsonAsync("GET", $"projects/{project}/images/tagged")).ToJsonString()}";

        Task<bool> ExecuteAsync(string sql) => service.Store.Database.WriteAsync(session =>
        {
            session.ExecuteScript(sql);
            return true;
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_leaves_nothing_that_was_put_in(bool isInMemory)
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(isInMemory ? null : folder.PathOf("data"));
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var content = TrainingSteps.Coloured("red");
        await service.PredictAsync(project, content);
        var image = (await service.UploadAsync(project, content))["Image"]!;
        await service.AddFaultAsync("""{"operation":"GetDomain","status":503}""");

        using var answer = await ResetAsync(service);

        Assert.Equal((204, 0), ((int)answer.StatusCode, answer.Content.Headers.ContentLength ?? 0));
        Assert.Empty(await service.RequestsAsync());
        Assert.Empty(await service.FaultsAsync());
        Assert.Empty((await service.JsonAsync("GET", "projects")).AsArray());
        Assert.Equal(0, (int)(await service.JsonAsync("GET", "account"))["Quotas"]!["Predictions"]!["Used"]!);
        Assert.Equal([1, 2], (await service.RequestsAsync()).Select(request => (int)request!["sequence"]!));
        using var gone = await service.Client.GetAsync((string)image["ImageUri"]!, TestService.Cancel);
        Assert.Equal(404, (int)gone.StatusCode);
        if (!isInMemory)
            Assert.Empty(Files(folder));

        // It is as good as new.
        Assert.Equal("OK", (string)(await service.UploadAsync(await service.NewProjectAsync("colours"), content))["Status"]!);
    }

    [Theory]
    [InlineData("""{"data":true}""", true, false, false)]
    [InlineData("""{"faults":true,"data":false}""", false, true, false)]
    [InlineData("""{"requests":true,"data":null}""", false, false, true)]
    [InlineData("""{"data":true,"faults":true,"requests":true}""", true, true, true)]
    [InlineData("{}", false, false, false)]
    public async Task With_a_body_what_it_does_not_name_stays(string body, bool data, bool faults, bool requests)
    {
        await using var service = await TestService.StartAsync();
        await service.NewProjectAsync();
        await service.AddFaultAsync("""{"operation":"GetDomain","status":503}""");

        using var answer = await ResetAsync(service, body);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(requests, (await service.RequestsAsync()).Count == 0);
        Assert.Equal(faults, (await service.FaultsAsync()).Count == 0);
        Assert.Equal(data, (await service.JsonAsync("GET", "projects")).AsArray().Count == 0);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("all")]
    [InlineData("""{"data":1}""")]
    [InlineData("""{"everything":true}""")]
    [InlineData("""{"data":true,"data":true}""")]
    public async Task A_body_that_says_something_else_is_refused_and_empties_nothing(string body)
    {
        await using var service = await TestService.StartAsync();
        await service.NewProjectAsync();

        Assert.Equal("BadRequest", await service.ErrorAsync(400, "POST", $"{service.Endpoint}/_local/reset", TrainingSteps.Json(body)));

        Assert.Single((await service.JsonAsync("GET", "projects")).AsArray());
    }

    [Fact]
    public async Task A_training_that_is_under_way_is_broken_off_before_the_reset_is_answered()
    {
        using var folder = new TemporaryFolder();
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            for (var time = 0; time < 3; time++)
            {
                var (project, _, _) = await service.NewColoursAsync(20);
                await service.JsonAsync("POST", $"projects/{project}/train");
                using var answer = await ResetAsync(service);

                Assert.Equal(204, (int)answer.StatusCode);
                Assert.Empty(Files(folder));
            }
        }

        // What was learned of the images has not come after.
        using var connection = new SqliteConnection($"Data Source={folder.PathOf("data", "store.db")};Pooling=False");
        connection.Open();
        foreach (var table in (string[])["contents", "features", "models", "iterations", "iteration_images", "images", "labels", "tags"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM {table}";
            Assert.Equal((table, 0L), (table, (long)command.ExecuteScalar()!));
        }
    }

    [Fact]
    public async Task A_training_that_is_held_up_has_ended_when_the_reset_is_answered()
    {
        var (clock, hour) = (new HeldClock(), TimeSpan.FromHours(1));
        var settings = new ServiceSettings(QuotaProfile.None, new TrainingBehaviour(TrainingMode.Seconds, hour.TotalSeconds));
        await using var service = await TestService.StartAsync(clock: clock, with: options => options with { Settings = settings });
        var (project, _, _) = await service.NewColoursAsync();
        await service.JsonAsync("POST", $"projects/{project}/train");
        await clock.WaitForTimerAsync(hour);

        using var answer = await ResetAsync(service);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.False(clock.HasTimer(hour));
    }

    [Fact]
    public async Task Uploads_that_come_at_the_same_time_are_stored_whole_or_told_that_their_project_is_gone()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var content = TestImages.New();

        var uploads = Enumerable.Range(0, 20).Select(async number =>
        {
            if (number % 5 == 4)
            {
                using var answer = await ResetAsync(service, """{"data":true}""");
                Assert.Equal(204, (int)answer.StatusCode);
                return;
            }
            using var created = await service.SendAsync("POST", "projects?name=a");
            var project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
            // The same image, which a reset of another moment may be about to remove.
            using var uploaded = await service.SendAsync("POST", $"projects/{project}/images/image", TestService.Multipart([content]));
            Assert.Contains((int)uploaded.StatusCode, new[] { 200, 404 });
        });
        await Task.WhenAll(uploads);

        var projects = (await service.JsonAsync("GET", "projects")).AsArray();
        var shown = 0;
        foreach (var project in projects)
            foreach (var image in (await service.JsonAsync("GET", $"projects/{project!["Id"]}/images/untagged")).AsArray())
            {
                Assert.Equal(content, await service.Client.GetByteArrayAsync((string)image!["ImageUri"]!, TestService.Cancel));
                shown++;
            }
        Assert.Equal(shown > 0 ? 1 : 0, Files(folder).Count);
    }

    private static Task<HttpResponseMessage> ResetAsync(TestService service, string? body = null) =>
        service.SendAsync("POST", $"{service.Endpoint}/_local/reset", body is null ? null : TrainingSteps.Json(body));

    private static List<string> Files(TemporaryFolder folder) => StoredImages.In(folder.PathOf("data"));
}
