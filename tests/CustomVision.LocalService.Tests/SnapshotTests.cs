using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>Iterations remember what they were trained from.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task An_iteration_shows_images_and_tags_as_they_were()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green) = await service.NewColoursAsync(6);
        var untagged = (string)(await service.UploadAsync(project, TestImages.New()))["Image"]!["Id"]!;
        var iteration = (string)(await service.TrainAsync(project))["Id"]!;
        string[] paths = ["tags", $"tags/{red}", "images/tagged/all", "images/untagged", $"images/tagged?tagIds={red}", $"images/tagged?tagIds={red}&tagIds={green}&orderBy=Oldest&skip=3&take=5"];
        var then = await ShowAsync();

        // Everything is turned over.
        await service.JsonAsync("PATCH", $"projects/{project}/tags/{red}", TrainingSteps.Json("""{"Name":"crimson"}"""));
        await service.JsonAsync("POST", $"projects/{project}/images/{untagged}/label?tagId={red}");
        var images = (await service.JsonAsync("GET", $"projects/{project}/images/tagged/all")).AsArray();
        using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={string.Join(',', images.Select(image => (string)image!["Id"]!))}"))
        using (await service.SendAsync("DELETE", $"projects/{project}/tags/{green}"))
            await service.UploadAsync(project, TestImages.New(), red);

        Assert.Equal(then, await ShowAsync());
        Assert.Equal(["crimson"], (await service.JsonAsync("GET", $"projects/{project}/tags"))["Tags"]!.AsArray().Select(tag => (string)tag!["Name"]!));
        using var client = new HttpClient();
        var uri = (string)(await service.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={green}&iterationId={iteration}"))[0]!["ImageUri"]!;
        Assert.NotEmpty(await client.GetByteArrayAsync(uri, TestService.Cancel));
        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "GET", $"projects/{project}/images/tagged?tagIds={Guid.NewGuid()}&iterationId={iteration}"));

        async Task<string[]> ShowAsync()
        {
            var shown = new List<string>();
            foreach (var path in paths)
                shown.Add((await service.JsonAsync("GET", $"projects/{project}/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}iterationId={iteration}")).ToJsonString());
            return [.. shown];
        }
    }

    [Fact]
    public async Task An_image_stays_as_long_as_an_iteration_refers_to_it()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, red, _) = await service.NewColoursAsync();
        var lonely = TrainingSteps.Coloured("red");
        var image = (await service.UploadAsync(project, lonely, red))["Image"]!;
        var one = (string)(await service.TrainAsync(project))["Id"]!;
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);
        var two = (string)(await service.TrainAsync(project))["Id"]!;
        using var client = new HttpClient();
        Assert.Equal(12, Files());

        await DeleteAsync($"images?imageIds={image["Id"]}");
        Assert.Equal(lonely, await client.GetByteArrayAsync((string)image["ImageUri"]!, TestService.Cancel));
        // The same bytes are a new image now, beside the one that the iterations have.
        var again = await service.UploadAsync(project, lonely, red);
        Assert.Equal("OK", (string)again["Status"]!);
        Assert.NotEqual((string)image["Id"]!, (string)again["Image"]!["Id"]!);
        await DeleteAsync($"images?imageIds={again["Image"]!["Id"]}");
        await DeleteAsync($"iterations/{one}");
        Assert.Equal(12, Files());
        Assert.Equal(lonely, await client.GetByteArrayAsync((string)image["ImageUri"]!, TestService.Cancel));

        await DeleteAsync($"iterations/{two}");
        Assert.Equal(11, Files());
        using var gone = await client.GetAsync((string)image["ImageUri"]!, TestService.Cancel);
        Assert.Equal(404, (int)gone.StatusCode);

        await service.TrainDefaultAsync(project);
        await service.PredictAsync(project, TrainingSteps.Coloured("blue"));
        await DeleteAsync("");
        Assert.Equal(0, Files());

        int Files() => StoredImages.In(folder.PathOf("data")).Count;

        async Task DeleteAsync(string path)
        {
            using var response = await service.SendAsync("DELETE", $"projects/{project}/{path}".TrimEnd('/'));
            Assert.Equal(204, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task Images_of_iterations_and_predictions_are_still_there_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        string project;
        JsonNode image, prediction;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            (project, var red, _) = await service.NewColoursAsync();
            image = (await service.UploadAsync(project, TrainingSteps.Coloured("red"), red))["Image"]!;
            await service.TrainDefaultAsync(project);
            await service.PredictAsync(project, TrainingSteps.Coloured("blue"));
            using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={image["Id"]}"))
                prediction = (await service.JsonAsync("GET", $"projects/{project}/predictions?maxCount=1&orderBy=Newest"))["Results"]![0]!;
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));

        foreach (var uri in new[] { image["ImageUri"]!, prediction["ImageUri"]!, prediction["ThumbnailUri"]! })
        {
            using var shown = await again.SendAsync("GET", $"{again.Endpoint}{new Uri((string)uri!).PathAndQuery}");
            Assert.Equal(200, (int)shown.StatusCode);
        }
    }

    [Fact]
    public async Task The_default_is_one_iteration_at_a_time_and_is_not_deleted()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        var one = await service.TrainDefaultAsync(project);
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);
        var two = await service.TrainDefaultAsync(project);

        Assert.Equal("False True False", await DefaultsAsync());
        Assert.Equal("BadRequestIterationValidationFailed", await service.ErrorAsync(400, "DELETE", $"projects/{project}/iterations/{two}"));
        using (var deletion = await service.SendAsync("DELETE", $"projects/{project}/iterations/{one}"))
            Assert.Equal(204, (int)deletion.StatusCode);
        Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "GET", $"projects/{project}/iterations/{one}"));
        Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "DELETE", $"projects/{project}/iterations/{one}"));

        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{two}", TrainingSteps.Json("""{"IsDefault":false}"""));
        Assert.Equal("False False", await DefaultsAsync());

        async Task<string> DefaultsAsync() => string.Join(
            ' ', (await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray().Select(iteration => (bool)iteration!["IsDefault"]!));
    }

    [Fact]
    public async Task Iterations_are_renamed_and_names_are_never_twice()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        var one = (string)(await service.TrainAsync(project))["Id"]!;
        var path = $"projects/{project}/iterations/{one}";

        Assert.Equal("BadRequestIterationNameNotUnique", await service.ErrorAsync(400, "PATCH", path, TrainingSteps.Json("""{"Name":"Iteration 2"}""")));
        Assert.Equal("BadRequestIterationName", await service.ErrorAsync(400, "PATCH", path, TrainingSteps.Json("""{"Name":""}""")));
        Assert.Equal("BadRequestIterationName", await service.ErrorAsync(400, "PATCH", path, TrainingSteps.Json($$"""{"Name":"{{new string('n', 513)}}"}""")));
        Assert.Equal("BadRequest", await service.ErrorAsync(400, "PATCH", path, TrainingSteps.Json("""{"IsDefault":"maybe"}""")));
        var renamed = await service.JsonAsync("PATCH", path, TestService.Body("text/xml", TestService.Text("<IterationModel><Name>Iteration 3</Name><IsDefault>true</IsDefault></IterationModel>")));
        Assert.Equal(("Iteration 3", true), ((string)renamed["Name"]!, (bool)renamed["IsDefault"]!));

        // The next workspace would have that name.
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);
        await service.TrainAsync(project);
        Assert.Equal(
            ["Iteration 3", "Iteration 2", "Iteration 4"],
            (await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray().Select(iteration => (string)iteration!["Name"]!));
    }
}
