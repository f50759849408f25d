using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>What cannot be stored says so, and harms nothing of what has been.</summary>
public sealed class FullDiskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_the_database_full_new_images_are_ErrorStorage_and_leave_nothing_behind(bool isInMemory)
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(isInMemory ? null : folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");
        string[] tags = [tag, await service.NewTagAsync(project, "b"), await service.NewTagAsync(project, "c")];
        var stored = TestImages.New();
        await service.UploadAsync(project, stored, tags);
        byte[][] batch = [.. Enumerable.Range(0, 62).Select(_ => Padded(20)), stored, [1, 2, 3]];

        await LimitAsync(service, pages: null);
        var answer = await service.UploadAsync(project, batch, tags);
        var statuses = answer["Images"]!.AsArray().Select(result => (string)result!["Status"]!).ToArray();

        Assert.False((bool)answer["IsBatchSuccessful"]!);
        Assert.Equal([.. Enumerable.Repeat("ErrorStorage", 62), "OKDuplicate", "ErrorImageFormat"], statuses);
        Assert.All(answer["Images"]!.AsArray().Take(62), result => Assert.Null(result!["Image"]));
        Assert.Equal(1, (int)(await service.JsonAsync("GET", $"projects/{project}/tags/{tag}"))["ImageCount"]!);
        if (!isInMemory)
            Assert.Single(StoredImages.In(folder.PathOf("data")));

        // With room again all goes on.
        await LimitAsync(service, pages: 1_000_000);
        Assert.Equal("ok", await IntegrityAsync(service));
        Assert.Equal(
            [.. Enumerable.Repeat("OK", 62), "OKDuplicate", "ErrorImageFormat"],
            (await service.UploadAsync(project, batch, tags))["Images"]!.AsArray().Select(result => (string)result!["Status"]!));
    }

    [Fact]
    public async Task With_the_database_full_other_writes_are_507_and_reads_go_on()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        await LimitAsync(service, pages: null);

        var (code, message) = await FillAsync(async number =>
            await service.SendAsync("POST", $"projects/{project}/tags?name={number}&description={new string('d', 4000)}"));
        Assert.Equal(("ErrorStorage", "The disk with the data of the local service is full."), (code, message));
        (code, message) = await FillAsync(_ => service.SendPredictionAsync(
            $"{project}/image?application={new string('a', 250)}", TestService.Raw(TrainingSteps.Coloured("red"))));
        Assert.Equal(("ErrorPredictionStorage", "The disk with the data of the local service is full."), (code, message));

        Assert.Equal(10, (await service.JsonAsync("GET", $"projects/{project}/images/tagged")).AsArray().Count);
        var predictions = (await service.JsonAsync("GET", $"projects/{project}/predictions?maxCount=1000&orderBy=Newest"))["Results"]!.AsArray();
        // No image has been kept whose prediction was not.
        Assert.Equal(10 + predictions.Count, StoredImages.In(folder.PathOf("data")).Count);
        await LimitAsync(service, pages: 1_000_000);
        Assert.Equal("ok", await IntegrityAsync(service));
    }

    [Fact]
    public async Task While_the_database_is_full_predictions_are_507_and_each_stored_one_has_the_bytes_of_its_own_request()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        await LimitAsync(service, pages: null);
        await service.Store.Database.WriteAsync(session =>
        {
            session.ExecuteScript(FormattableString.Invariant($"PRAGMA max_page_count = {session.Count("PRAGMA page_count") + 40}"));
            return true;
        });

        // Sent at once, so that those that fail share a transaction with those that succeed. Each image is rented memory until then.
        var sent = await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            byte[] image = [.. TrainingSteps.Coloured("red"), .. Enumerable.Repeat((byte)number, 30_000 + number)];
            using var answer = await service.SendPredictionAsync($"{project}/image", TestService.Raw(image));
            return (Image: image, Status: (int)answer.StatusCode, Body: JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!);
        }));

        Assert.Equal([200, 507], sent.Select(prediction => prediction.Status).Distinct().Order());
        foreach (var (image, status, body) in sent)
        {
            if (status == 200)
                Assert.Equal(image, await service.ImageAsync((Guid)body["Id"]!));
            else
                Assert.Equal("ErrorPredictionStorage", (string)body["Code"]!);
        }
    }

    [Fact]
    public async Task On_a_full_disk_images_can_be_deleted_and_the_others_stay()
    {
        using var folder = new TemporaryFolder();
        using var disk = await SmallDisk.TryMountAsync(folder.Path, kilobytes: 16 * 1024);
        Assert.SkipWhen(disk is null, "not run: a small disk needs Linux, and the right to make a namespace");
        using var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")], within: disk.Within);
        using var client = service.NewClient();
        using var created = await client.PostAsync("projects?name=a", null, TestService.Cancel);
        var project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
        var stored = new Dictionary<string, byte[]>();
        await UploadAsync(client, project, [.. Enumerable.Range(0, 20).Select(_ => Padded(60))], stored);
        while (!(await UploadAsync(client, project, [Padded(100)], [])).Contains("ErrorStorage"))
        {
            // Until nothing more has room.
        }

        using var deletion = await client.DeleteAsync(
            $"projects/{project}/images?imageIds={string.Join("&imageIds=", stored.Keys.Take(15))}", TestService.Cancel);

        Assert.Equal(204, (int)deletion.StatusCode);
        foreach (var (id, content) in stored.Skip(15))
        {
            var image = JsonNode.Parse(await client.GetStringAsync($"projects/{project}/images/untagged?take=1000", TestService.Cancel))!
                .AsArray().Single(image => (string)image!["Id"]! == id)!;
            Assert.Equal(content, await client.GetByteArrayAsync((string)image["ImageUri"]!, TestService.Cancel));
        }
    }

    [Fact]
    public async Task An_image_that_cannot_be_buffered_is_ErrorStorage_and_its_neighbours_are_stored()
    {
        using var folder = new TemporaryFolder();
        var temporary = folder.PathOf("tmp");
        using var service = await ServiceProcess.StartAsync(
            ["--data", folder.PathOf("data")], new Dictionary<string, string> { ["TMPDIR"] = temporary, ["TMP"] = temporary });
        using var client = service.NewClient();
        using var created = await client.PostAsync("projects?name=a", null, TestService.Cancel);
        var project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
        var stored = new Dictionary<string, byte[]>();
        var image = TestImages.New();

        // The folder for temporary files doesn't exist.
        Assert.Equal(["OK", "ErrorStorage", "OK"], await UploadAsync(client, project, [image, Large(), TestImages.New()], stored));
        Assert.Equal(["OKDuplicate", "ErrorStorage"], await UploadAsync(client, project, [image, Large()], stored));

        Directory.CreateDirectory(temporary);
        Assert.Equal(["OK"], await UploadAsync(client, project, [Large()], stored));
        Assert.Equal(3, StoredImages.In(folder.PathOf("data")).Count);
    }

    [Fact]
    public async Task On_a_full_disk_each_image_says_so_and_each_that_was_OK_survives_kill_9()
    {
        using var folder = new TemporaryFolder();
        using var disk = await SmallDisk.TryMountAsync(folder.Path, kilobytes: 16 * 1024);
        Assert.SkipWhen(disk is null, "not run: a small disk needs Linux, and the right to make a namespace");
        var stored = new Dictionary<string, byte[]>();
        string project;

        using (var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")], within: disk.Within))
        {
            using var client = service.NewClient();
            using var created = await client.PostAsync("projects?name=a", null, TestService.Cancel);
            project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
            var seen = new List<string>();
            for (var batch = 0; batch < 40 && !seen.Contains("ErrorStorage"); batch++)
                seen.AddRange(await UploadAsync(client, project, [Large(), Large(), Large(), Large(), TestImages.New()], stored));

            Assert.Equal(["ErrorStorage", "OK"], seen.Distinct().Order());
            // A duplicate needs no room.
            var known = stored.Values.First(content => content.Length > 100 * 1024);
            byte[][] tooMany = [known, Large(), Large(), Large(), Large(), Large()];
            var statuses = await UploadAsync(client, project, tooMany, stored);
            Assert.Equal(["OKDuplicate", .. Enumerable.Repeat("ErrorStorage", 5)], statuses);
            await service.KillAsync();
        }

        using var again = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")], within: disk.Within);
        using var reader = again.NewClient();
        var listed = JsonNode.Parse(await reader.GetStringAsync($"projects/{project}/images/untagged?take=1000", TestService.Cancel))!.AsArray();
        Assert.Equal(stored.Keys.Order(), listed.Select(image => (string)image!["Id"]!).Order());
        foreach (var image in listed)
            Assert.Equal(stored[(string)image!["Id"]!], await reader.GetByteArrayAsync((string)image["ImageUri"]!, TestService.Cancel));

        // What is deleted makes room.
        using (var deletion = await reader.DeleteAsync($"projects/{project}", TestService.Cancel))
        using (var created = await reader.PostAsync("projects?name=b", null, TestService.Cancel))
        {
            Assert.Equal("", await deletion.Content.ReadAsStringAsync(TestService.Cancel));
            project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
            Assert.Equal(["OK", "OK", "OK"], await UploadAsync(reader, project, [Large(), Large(), Large()], stored));
        }
    }

    private static async Task<string[]> UploadAsync(HttpClient client, string project, byte[][] contents, Dictionary<string, byte[]> stored)
    {
        using var response = await client.PostAsync($"projects/{project}/images/image", TestService.Multipart(contents), TestService.Cancel);
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True(response.IsSuccessStatusCode, body);
        var results = JsonNode.Parse(body)!["Images"]!.AsArray();
        foreach (var (result, content) in results.Zip(contents))
            if ((string)result!["Status"]! == "OK")
                stored.Add((string)result["Image"]!["Id"]!, content);
        return [.. results.Select(result => (string)result!["Status"]!)];
    }

    private static byte[] Large() => Padded(300);

    /// <summary>What follows the image in its file is kept with it.</summary>
    private static byte[] Padded(int kilobytes)
    {
        var content = TestImages.New();
        Array.Resize(ref content, kilobytes * 1024);
        return content;
    }

    /// <summary>Sends until something is refused; the code and the message of the refusal.</summary>
    private static async Task<(string Code, string Message)> FillAsync(Func<int, Task<HttpResponseMessage>> send)
    {
        for (var number = 0; number < 200; number++)
        {
            using var answer = await send(number);
            if (answer.IsSuccessStatusCode)
                continue;
            Assert.Equal(507, (int)answer.StatusCode);
            var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!;
            return ((string)error["Code"]!, (string)error["Message"]!);
        }
        throw new InvalidOperationException("It was never full.");
    }

    /// <param name="pages">How many pages the database may have; null for no more than it has rows for.</param>
    private static Task<bool> LimitAsync(TestService service, int? pages) => service.Store.Database.WriteAsync(session =>
    {
        if (pages is null && session.Count("PRAGMA freelist_count") is var free and > 0)
            session.ExecuteScript(FormattableString.Invariant($"CREATE TABLE ballast (x); INSERT INTO ballast VALUES (zeroblob({free} * 16384 - 100))"));
        session.ExecuteScript(FormattableString.Invariant($"PRAGMA max_page_count = {pages ?? session.Count("PRAGMA page_count")}"));
        return true;
    });

    private static Task<string> IntegrityAsync(TestService service) => service.Store.Database.WriteAsync(session =>
        session.QuerySingle("PRAGMA integrity_check", row => row.GetString(0))!);
}
