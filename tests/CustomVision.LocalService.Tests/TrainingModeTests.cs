using System.Text.Json.Nodes;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>Trainings that take no time, a time, a number of polls, or fail.</summary>
public sealed class TrainingModeTests
{
    [Fact]
    public async Task An_instant_training_is_completed_at_the_first_poll_and_has_learned()
    {
        await using var service = await StartAsync("instant");
        var (project, _, _) = await service.NewColoursAsync(8);

        var begun = await service.JsonAsync("POST", $"projects/{project}/train");
        var first = await PollAsync(service, project, begun);

        Assert.Equal("Training", (string)begun["Status"]!);
        Assert.Equal("Completed", (string)first["Status"]!);
        var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("green"), $"?iterationId={begun["Id"]}");
        Assert.Equal("green", (string)prediction["Predictions"]![0]!["Tag"]!);
    }

    [Fact]
    public async Task An_instant_training_that_is_not_wanted_any_more_is_answered()
    {
        await using var service = await StartAsync("instant");
        var (project, _, _) = await service.NewColoursAsync(20);

        var begun = service.SendAsync("POST", $"projects/{project}/train");
        while ((await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray().Count < 2)
            await Task.Yield();
        using var deleted = await service.SendAsync("DELETE", $"projects/{project}");
        using var answer = await begun;

        Assert.Equal((204, 200), ((int)deleted.StatusCode, (int)answer.StatusCode));
    }

    [Fact]
    public async Task A_training_of_seconds_takes_as_long_as_that_and_keeps_no_other_waiting()
    {
        var clock = new HeldClock();
        await using var service = await StartAsync("seconds:30", clock);
        var (slow, _, _) = await service.NewColoursAsync();
        var (other, _, _) = await service.NewColoursAsync(name: "other");

        var begun = await service.JsonAsync("POST", $"projects/{slow}/train");
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(30));
        await SetAsync(service, """{"mode":"real"}""");
        Assert.Equal("Completed", (string)(await service.TrainAsync(other))["Status"]!);
        clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal("Training", (string)(await PollAsync(service, slow, begun))["Status"]!);
        Assert.Equal("BadRequestTrainingAlreadyInProgress", await service.ErrorAsync(400, "POST", $"projects/{slow}/train"));
        clock.Advance(TimeSpan.FromSeconds(0.1));

        var ended = await service.TrainedAsync(slow, (string)begun["Id"]!);
        Assert.Equal("Completed", (string)ended["Status"]!);
        Assert.Equal("2026-01-01T00:00:30.000Z", (string)ended["TrainedAt"]!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_training_of_polls_is_under_way_for_that_many_and_completed_at_the_next(int polls)
    {
        await using var service = await StartAsync($"polls:{polls}");
        var (project, _, _) = await service.NewColoursAsync(8);
        var begun = await service.JsonAsync("POST", $"projects/{project}/train");

        var seen = new List<string>();
        for (var poll = 0; poll <= polls; poll++)
        {
            // Lists and other iterations are no polls.
            Assert.Equal("Training", (string)(await service.JsonAsync("GET", $"projects/{project}/iterations"))[0]!["Status"]!);
            await service.JsonAsync("GET", $"projects/{project}/iterations/{(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]}");
            seen.Add((string)(await PollAsync(service, project, begun))["Status"]!);
        }

        Assert.Equal([.. Enumerable.Repeat("Training", polls), "Completed"], seen);
        var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("red"), $"?iterationId={begun["Id"]}");
        Assert.Equal("red", (string)prediction["Predictions"]![0]!["Tag"]!);
    }

    [Fact]
    public async Task A_training_that_is_to_fail_fails_and_can_be_done_again()
    {
        await using var service = await StartAsync("fail");
        var (project, _, _) = await service.NewColoursAsync();

        var failed = await service.TrainAsync(project);
        Assert.Equal("Failed", (string)failed["Status"]!);
        Assert.Null(failed["TrainedAt"]);
        Assert.Equal(
            "BadRequestIterationIsNotTrained",
            await service.ErrorAsync(400, "GET", $"projects/{project}/iterations/{failed["Id"]}/performance?threshold=0.5"));

        await SetAsync(service, """{"mode":"instant"}""");
        Assert.Equal("Completed", (string)(await service.TrainAsync(project))["Status"]!);
    }

    [Fact]
    public async Task A_held_training_that_is_deleted_ends_and_the_poll_that_waits_for_it_is_told()
    {
        var clock = new HeldClock();
        await using var service = await StartAsync("seconds:30", clock);
        var (project, _, _) = await service.NewColoursAsync();
        var begun = await service.JsonAsync("POST", $"projects/{project}/train");
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(30));

        using var deleted = await service.SendAsync("DELETE", $"projects/{project}/iterations/{begun["Id"]}");

        Assert.Equal(204, (int)deleted.StatusCode);
        Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "GET", $"projects/{project}/iterations/{begun["Id"]}"));
        Assert.Equal("New", (string)Assert.Single((await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray())!["Status"]!);
    }

    [Fact]
    public async Task A_held_training_begins_again_with_the_next_service()
    {
        using var folder = new TemporaryFolder();
        string project;
        JsonNode begun;
        await using (var service = await StartAsync("polls:1000", dataPath: folder.PathOf("data")))
        {
            (project, _, _) = await service.NewColoursAsync();
            begun = await service.JsonAsync("POST", $"projects/{project}/train");
            Assert.Equal("Training", (string)(await PollAsync(service, project, begun))["Status"]!);
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));

        Assert.Equal("Completed", (string)(await again.TrainedAsync(project, (string)begun["Id"]!))["Status"]!);
    }

    private static Task<JsonNode> PollAsync(TestService service, string project, JsonNode iteration) =>
        service.JsonAsync("GET", $"projects/{project}/iterations/{iteration["Id"]}");

    private static Task<JsonNode> SetAsync(TestService service, string training) =>
        service.JsonAsync("PATCH", $"{service.Endpoint}/_local/settings", TrainingSteps.Json($$"""{"training":{{training}}}"""));

    private static Task<TestService> StartAsync(string training, TimeProvider? clock = null, string? dataPath = null) => TestService.StartAsync(
        dataPath, clock, options => options with { Settings = new ServiceSettings(QuotaProfile.None, TrainingBehaviour.Parse(training)) });
}
