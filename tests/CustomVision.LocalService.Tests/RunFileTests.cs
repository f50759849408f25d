using System.Net;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>The file by which the user's other processes find a service and stop it.</summary>
public sealed class RunFileTests
{
    private static readonly string Folder = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "CustomVision.LocalService");

    [Fact]
    public async Task It_is_there_while_the_service_runs_for_its_user_only_and_holds_no_key()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory"]);
        var (file, note) = Find(service)!.Value;

        Assert.Equal(service.Endpoint, (string?)note["endpoint"]);
        Assert.Equal(RunningProcess.Find(service.Id)!.Value.Started, (string?)note["started"]);
        Assert.DoesNotContain(service.TrainingKey, note.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain((string)service.Ready!["predictionKey"]!, note.ToJsonString(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        }

        using var client = service.NewClient();
        using var stop = await client.PostAsync($"{service.Endpoint}/_local/stop", null, TestService.Cancel);
        Assert.Equal(0, (await service.WaitForExitAsync()).ExitCode);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Its_token_stops_the_service_and_opens_nothing_else()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory"]);
        var token = (string)Find(service)!.Value.Note["stopToken"]!;

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("GET", "/customvision/v1.0/Training/projects", "Training-key", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("GET", "/customvision/v1.0/Training/projects", "Stop-token", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("POST", "/_local/reset", "Stop-token", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("POST", "/_local/stop", "Training-key", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("POST", "/_local/stop", "Stop-token", "0" + token[1..] + "0"));
        Assert.False(service.HasExited);

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync("POST", "/_local/stop", "Stop-token", token));
        Assert.Equal(0, (await service.WaitForExitAsync()).ExitCode);

        async Task<HttpStatusCode> SendAsync(string method, string path, string header, string value)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(new HttpMethod(method), service.Endpoint + path);
            request.Headers.Add(header, value);
            using var response = await client.SendAsync(request, TestService.Cancel);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task What_a_killed_service_leaves_the_next_one_removes()
    {
        using var killed = await ServiceProcess.StartAsync(["--in-memory"]);
        var file = Find(killed)!.Value.File;
        await killed.KillAsync();
        Assert.True(File.Exists(file));

        using var next = await ServiceProcess.StartAsync(["--in-memory"]);

        Assert.False(File.Exists(file));
        Assert.NotNull(Find(next));
    }

    [Fact]
    public async Task A_user_without_a_home_has_a_service_all_the_same()
    {
        var nowhere = OperatingSystem.IsWindows() ? "Z:\\none" : "/dev/null/none";

        using var service = await ServiceProcess.StartAsync(
            ["--in-memory"], new Dictionary<string, string> { ["HOME"] = nowhere, ["XDG_DATA_HOME"] = nowhere, ["LOCALAPPDATA"] = nowhere });

        Assert.NotNull(service.Ready);
    }

    private static (string File, JsonNode Note)? Find(ServiceProcess service)
    {
        foreach (var file in Directory.GetFiles(Folder, "*.json"))
        {
            try
            {
                var note = JsonNode.Parse(File.ReadAllText(file))!;
                if ((int)note["processId"]! == service.Id)
                    return (file, note);
            }
            catch (FileNotFoundException)
            {
                // Of a service of another test, that has just ended.
            }
        }
        return null;
    }
}
