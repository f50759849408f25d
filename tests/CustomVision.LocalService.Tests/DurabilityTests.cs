using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

public sealed class DurabilityTests
{
    [Fact]
    public async Task Everything_is_there_after_a_restart_and_links_still_lead_to_it()
    {
        using var folder = new TemporaryFolder();
        var content = TestImages.New();
        string project, tag;
        JsonNode projectBefore, image;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            project = await service.NewProjectAsync();
            tag = await service.NewTagAsync(project, "brick");
            image = (await service.UploadAsync(project, content, tag))["Image"]!;
            projectBefore = await service.JsonAsync("GET", $"projects/{project}");
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        var found = Assert.Single((await again.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={tag}")).AsArray())!;
        using var client = new HttpClient();

        Assert.Equal(projectBefore.ToJsonString(), (await again.JsonAsync("GET", $"projects/{project}")).ToJsonString());
        Assert.Equal((string)image["Id"]!, (string)found["Id"]!);
        Assert.Equal((string)image["Created"]!, (string)found["Created"]!);
        Assert.Equal(image["Labels"]!.ToJsonString(), found["Labels"]!.ToJsonString());
        Assert.Equal(new Uri((string)image["ImageUri"]!).PathAndQuery, new Uri((string)found["ImageUri"]!).PathAndQuery);
        Assert.Equal(content, await client.GetByteArrayAsync((string)found["ImageUri"]!, TestService.Cancel));
        Assert.Equal("OKDuplicate", (string)(await again.UploadAsync(project, content))["Status"]!);
    }

    [Fact]
    public async Task A_content_is_stored_once_and_stays_as_long_as_any_project_refers_to_it()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (one, two) = (await service.NewProjectAsync("one"), await service.NewProjectAsync("two"));
        var (shared, own) = (TestImages.New(), TestImages.New());
        await service.UploadAsync(one, [shared, own]);
        var kept = (await service.UploadAsync(two, shared))["Image"]!;
        Assert.Equal(2, Files(folder).Count);

        using var deletion = await service.SendAsync("DELETE", $"projects/{one}");
        Assert.Single(Files(folder));
        using var client = new HttpClient();
        Assert.Equal(shared, await client.GetByteArrayAsync((string)kept["ImageUri"]!, TestService.Cancel));

        using var last = await service.SendAsync("DELETE", $"projects/{two}/images?imageIds={kept["Id"]}");
        Assert.Empty(Files(folder));
    }

    [Fact]
    public async Task An_answered_OK_survives_kill_9()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        var acknowledged = new ConcurrentDictionary<string, byte[]>();
        string project, tag;

        using (var service = await ServiceProcess.StartAsync(["--data", data]))
        {
            using var client = service.NewClient();
            project = await PostAsync(client, "projects?name=a");
            tag = await PostAsync(client, $"projects/{project}/tags?name=a");
            var enough = new TaskCompletionSource();
            var uploads = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        var contents = Enumerable.Range(0, 8).Select(_ => TestImages.New()).ToList();
                        using var form = TestService.Multipart(contents);
                        using var response = await client.PostAsync($"projects/{project}/images/image?tagIds={tag}", form, TestService.Cancel);
                        var images = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["Images"]!.AsArray();
                        foreach (var (result, content) in images.Zip(contents))
                            if ((string)result!["Status"]! == "OK")
                                acknowledged.TryAdd((string)result["Image"]!["Id"]!, content);
                        if (acknowledged.Count >= 100)
                            enough.TrySetResult();
                    }
                }
                catch (HttpRequestException)
                {
                    // The service is gone, as it should be.
                }
            })).ToList();

            await enough.Task.WaitAsync(TimeSpan.FromMinutes(1), TestService.Cancel);
            await service.KillAsync();
            await Task.WhenAll(uploads);
        }

        await using var again = await TestService.StartAsync(data);
        var reader = again.Client;
        var stored = JsonNode.Parse(await reader.GetStringAsync($"projects/{project}/images/tagged?tagIds={tag}&take=1000000", TestService.Cancel))!.AsArray()
            .ToDictionary(image => (string)image!["Id"]!, image => (string)image!["ImageUri"]!);
        foreach (var (id, content) in acknowledged)
        {
            Assert.True(stored.ContainsKey(id), $"{id} was answered OK and is gone.");
            Assert.Equal(content, await reader.GetByteArrayAsync(stored[id], TestService.Cancel));
        }
        Assert.Equal(["ok"], StoredImages.Query(data, "PRAGMA integrity_check"));
        Assert.Equal(stored.Count, Files(folder).Count);
    }

    [Fact]
    public async Task A_second_service_on_the_same_data_is_refused_with_a_message_that_says_why()
    {
        using var folder = new TemporaryFolder();
        using var first = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]);
        using var second = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]);
        var (exitCode, output, errors) = await second.WaitForExitAsync();

        Assert.Null(second.Ready);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("in use by another local service", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);

        await first.KillAsync();
        Store.Open(folder.PathOf("data")).Dispose();
    }

    [Fact]
    public void A_path_that_is_no_folder_is_an_error_that_names_it_and_a_refused_folder_can_be_used_again()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/store.db", [.. Enumerable.Repeat((byte)'x', 5000)]);
        var file = folder.Write("file", [1]);

        Assert.Contains(folder.PathOf("data"), Assert.Throws<StoreException>(() => Store.Open(folder.PathOf("data"))).Message, StringComparison.Ordinal);
        Assert.Contains(file, Assert.Throws<StoreException>(() => Store.Open(file)).Message, StringComparison.Ordinal);
        File.Delete(folder.PathOf("data", "store.db"));
        Store.Open(folder.PathOf("data")).Dispose();
    }

    private static async Task<string> PostAsync(HttpClient client, string path)
    {
        using var response = await client.PostAsync(path, null, TestService.Cancel);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
    }

    private static List<string> Files(TemporaryFolder folder) => StoredImages.In(folder.PathOf("data"));
}
