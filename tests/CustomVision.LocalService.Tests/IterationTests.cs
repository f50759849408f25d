using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

public sealed class IterationTests
{
    [Fact]
    public async Task A_new_project_has_an_open_workspace_which_is_its_current_iteration()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var service = await TestService.StartAsync(clock: clock);
        var project = await service.NewProjectAsync();
        var current = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;

        var iterations = await service.JsonAsync("GET", $"projects/{project}/iterations");
        var iteration = await service.JsonAsync("GET", $"projects/{project}/iterations/{current}");

        Assert.Equal(
            $$"""{"Id":"{{current}}","Name":"Iteration 1","Status":"New","Created":"2026-01-02T03:04:05.000Z","LastModified":"2026-01-02T03:04:05.000Z","IsDefault":false}""",
            iteration.ToJsonString());
        Assert.Equal($"[{iteration.ToJsonString()}]", iterations.ToJsonString());
    }

    [Fact]
    public async Task The_open_workspace_is_neither_changed_nor_deleted()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var path = $"projects/{project}/iterations/{(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]}";
        using var body = TestService.Body("application/json", TestService.Text("""{"Name":"mine","IsDefault":true}"""));

        Assert.Equal("BadRequestWorkspaceCannotBeModified", await service.ErrorAsync(400, "PATCH", path, body));
        Assert.Equal("BadRequestWorkspaceNotDeletable", await service.ErrorAsync(400, "DELETE", path));
    }
}
