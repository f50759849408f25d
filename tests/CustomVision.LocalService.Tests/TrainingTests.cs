using System.Text.Json.Nodes;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests;

public sealed class TrainingTests
{
    [Fact]
    public async Task Training_turns_the_workspace_into_an_iteration_and_opens_another()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var service = await TestService.StartAsync(clock: clock);
        var (project, _, _) = await service.NewColoursAsync();
        var workspace = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;
        clock.Now += TimeSpan.FromHours(1);

        var begun = await service.JsonAsync("POST", $"projects/{project}/train", new ByteArrayContent([]));
        var ended = await service.TrainedAsync(project, workspace);
        var iterations = (await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray();
        var current = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;

        Assert.Equal(
            $$"""{"Id":"{{workspace}}","Name":"Iteration 1","Status":"Training","Created":"2026-01-02T03:04:05.000Z","LastModified":"2026-01-02T04:04:05.000Z","IsDefault":false}""",
            begun.ToJsonString());
        Assert.Equal(
            $$"""{"Id":"{{workspace}}","Name":"Iteration 1","Status":"Completed","Created":"2026-01-02T03:04:05.000Z","LastModified":"2026-01-02T04:04:05.000Z","TrainedAt":"2026-01-02T04:04:05.000Z","IsDefault":false}""",
            ended.ToJsonString());
        Assert.Equal(["Iteration 1 Completed", "Iteration 2 New"], iterations.Select(iteration => $"{iteration!["Name"]} {iteration["Status"]}"));
        Assert.Equal(current, (string)iterations[1]!["Id"]!);
        Assert.Equal("2026-01-02T04:04:05.000Z", (string)iterations[1]!["Created"]!);
        Assert.NotEqual(workspace, current);
    }

    [Fact]
    public async Task The_default_iteration_predicts_what_it_has_learned()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green) = await service.NewColoursAsync(8);
        var iteration = await service.TrainDefaultAsync(project);

        var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("red"));
        var other = await service.PredictAsync(project, TrainingSteps.Coloured("green"), $"?iterationId={iteration}&application=test");

        Assert.Equal(["Id", "Project", "Iteration", "Created", "Predictions"], prediction.AsObject().Select(member => member.Key));
        Assert.Equal((project, iteration), ((string)prediction["Project"]!, (string)prediction["Iteration"]!));
        Assert.Equal([red, green], prediction["Predictions"]!.AsArray().Select(tag => (string)tag!["TagId"]!));
        Assert.Equal(["green", "red"], other["Predictions"]!.AsArray().Select(tag => (string)tag!["Tag"]!));
        Assert.True((double)prediction["Predictions"]![0]!["Probability"]! > (double)prediction["Predictions"]![1]!["Probability"]!);
    }

    [Fact]
    public async Task Performance_is_told_at_any_threshold_and_only_of_what_is_trained()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green) = await service.NewColoursAsync(8);
        var iteration = (string)(await service.TrainAsync(project))["Id"]!;
        var workspace = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;
        var path = $"projects/{project}/iterations/{iteration}/performance";

        var all = await service.JsonAsync("GET", $"{path}?threshold=0");
        var none = await service.JsonAsync("GET", $"{path}?threshold=1");
        var some = await service.JsonAsync("GET", $"{path}?threshold=0.5");

        Assert.Equal(["red", "green"], all["PerTagPerformance"]!.AsArray().Select(tag => (string)tag!["TagName"]!));
        Assert.Equal([red, green], all["PerTagPerformance"]!.AsArray().Select(tag => (string)tag!["TagId"]!));
        Assert.Equal((0.5, 1.0), ((double)all["Precision"]!, (double)all["Recall"]!));
        Assert.True((double)none["Recall"]! <= (double)some["Recall"]!);
        Assert.True((double)some["Precision"]! > 0.9 && (double)some["Recall"]! > 0.9, some.ToJsonString());
        foreach (var threshold in new[] { "-0.1", "-1", "1.1", "2", "1e400", "NaN", "Infinity", "half", "0,5" })
            Assert.Equal("BadRequest", await service.ErrorAsync(400, "GET", $"{path}?threshold={threshold}"));
        foreach (var query in new[] { "", "?threshold=", "?treshold=0.5" })
            Assert.Equal("BadRequestRequiredParamIsNull", await service.ErrorAsync(400, "GET", path + query));
        Assert.Equal("BadRequestIterationIsNotTrained", await service.ErrorAsync(400, "GET", $"projects/{project}/iterations/{workspace}/performance?threshold=0.5"));
        Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "GET", $"projects/{project}/iterations/{Guid.NewGuid()}/performance?threshold=0.5"));
    }

    [Fact]
    public async Task Too_little_to_train_with_is_refused_with_the_counts()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal("Not enough tags for training: the project has 0. At least 2 tags with at least 5 images each are needed.", await RefusedAsync());
        var red = await service.NewTagAsync(project, "red");
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TestImages.New()), red);
        Assert.Equal("Not enough tags for training: the project has 1. 'red' has 5. At least 2 tags with at least 5 images each are needed.", await RefusedAsync());
        var green = await service.NewTagAsync(project, "green");
        await service.UploadAsync(project, Enumerable.Range(0, 4).Select(_ => TestImages.New()), green);
        Assert.Equal("Not enough images per tag for training: 'green' has 4. At least 2 tags with at least 5 images each are needed.", await RefusedAsync());
        var last = (string)(await service.UploadAsync(project, TestImages.New(), green))["Image"]!["Id"]!;
        using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={last}"))
            Assert.Contains("'green' has 4.", await RefusedAsync(), StringComparison.Ordinal);
        Assert.Single((await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray());

        async Task<string> RefusedAsync()
        {
            using var response = await service.SendAsync("POST", $"projects/{project}/train");
            var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!;
            Assert.Equal((400, "BadRequestTrainingValidationFailed"), ((int)response.StatusCode, (string)error["Code"]!));
            return (string)error["Message"]!;
        }
    }

    [Fact]
    public async Task Training_again_needs_a_change_and_any_change_will_do()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green) = await service.NewColoursAsync();
        var image = (string)(await service.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={green}"))[0]!["Id"]!;
        await service.UploadAsync(project, TrainingSteps.Coloured("green"), green);
        await service.TrainAsync(project);
        await RefusedAsync();

        // A duplicate, a description and a deletion of nothing change nothing.
        await service.JsonAsync("PATCH", $"projects/{project}", TrainingSteps.Json("""{"Description":"new"}"""));
        using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={Guid.NewGuid()}"))
            await RefusedAsync();

        await ChangeAsync("POST", $"images/{image}/label?tagId={red}");
        await ChangeAsync("PATCH", $"tags/{red}", """{"Name":"crimson"}""");
        await ChangeAsync("PATCH", "", """{"Settings":{"DomainId":"c151d5b5-dd07-472a-acc8-15d29dea8518"}}""");
        await ChangeAsync("DELETE", $"images?imageIds={image}");
        await service.UploadAsync(project, TestImages.New());
        Assert.Equal("Completed", (string)(await service.TrainAsync(project))["Status"]!);
        await RefusedAsync();

        // What was trained last is gone, so training has something to do.
        var last = (await service.JsonAsync("GET", $"projects/{project}/iterations")).AsArray()[^2]!;
        using var deletion = await service.SendAsync("DELETE", $"projects/{project}/iterations/{last["Id"]}");
        Assert.Equal("Iteration 7", (string)(await service.TrainAsync(project))["Name"]!);

        async Task RefusedAsync()
        {
            using var response = await service.SendAsync("POST", $"projects/{project}/train");
            Assert.Equal(400, (int)response.StatusCode);
            Assert.Equal(
                """{"Code":"BadRequestTrainingNotNeeded","Message":"Nothing changed since last training"}""",
                await response.Content.ReadAsStringAsync(TestService.Cancel));
        }

        async Task ChangeAsync(string method, string path, string? body = null)
        {
            using var response = await service.SendAsync(method, $"projects/{project}/{path}".TrimEnd('/'), body is null ? null : TrainingSteps.Json(body));
            Assert.True(response.IsSuccessStatusCode, $"{method} {path} {(int)response.StatusCode}");
            Assert.Equal("Completed", (string)(await service.TrainAsync(project))["Status"]!);
            await RefusedAsync();
        }
    }

    [Fact]
    public async Task A_project_that_is_being_trained_is_not_trained_a_second_time()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync(25);

        var begun = await service.JsonAsync("POST", $"projects/{project}/train");
        // Enough work before it that a second request comes in time, and something new to train.
        using var second = await service.SendAsync("POST", $"projects/{project}/train");
        var refusal = JsonNode.Parse(await second.Content.ReadAsStringAsync(TestService.Cancel))!;
        await service.TrainedAsync(project, (string)begun["Id"]!);

        Assert.Equal((400, "BadRequestTrainingAlreadyInProgress"), ((int)second.StatusCode, (string)refusal["Code"]!));
    }

    [Fact]
    public async Task A_failed_training_names_its_reason_and_images_and_the_project_can_be_trained_again()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (red, green) = (await service.NewTagAsync(project, "red"), await service.NewTagAsync(project, "green"));
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("red")), red);
        var images = (await service.UploadAsync(project, Enumerable.Range(0, 12).Select(_ => TrainingSteps.Coloured("green")), green))["Images"]!.AsArray()
            .Select(result => (string)result!["Image"]!["Id"]!).ToArray();
        // An upload refuses images without pixels, so the database has to say that these have none.
        await service.Store.Database.WriteAsync(session => session.Execute(
            "INSERT INTO features (content, version, vector) SELECT content, $1, NULL FROM images WHERE key > 5", FeatureExtractor.Version));

        var failed = await service.TrainAsync(project);
        using var xml = await service.SendAsync("GET", $"projects/{project}/iterations/{failed["Id"]}", accept: "application/xml");
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("green")), green);
        var trained = await service.TrainAsync(project);

        Assert.Equal("Failed", (string)failed["Status"]!);
        Assert.Null(failed["TrainedAt"]);
        Assert.Equal(
            "Only 0 of 12 images of the tag 'green' can be decoded. At least 5 are needed. "
                + $"Images that can't be decoded: {string.Join(", ", images.Take(10))} and 2 more.",
            (string)failed["TrainingErrorDetails"]!);
        Assert.Contains("<TrainingErrorDetails>Only 0 of 12 images", await xml.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        Assert.Equal("Completed", (string)trained["Status"]!);
        Assert.False(trained.AsObject().ContainsKey("TrainingErrorDetails"));
        Assert.Equal(
            "BadRequestIterationIsNotTrained",
            await service.ErrorAsync(400, "PATCH", $"projects/{project}/iterations/{failed["Id"]}", TrainingSteps.Json("""{"IsDefault":true}""")));
    }

    [Fact]
    public async Task A_training_fails_with_the_name_of_a_damaged_image()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        var image = (await service.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={red}&orderBy=Oldest"))[0]!["Id"];
        await service.Store.Database.WriteAsync(session => session.Execute("UPDATE content_bytes SET bytes = zeroblob(length(bytes)) WHERE content = 1"));

        var failed = await service.TrainAsync(project);

        Assert.Equal("Failed", (string)failed["Status"]!);
        Assert.Equal(
            $"The stored image {image} is damaged: its bytes are not those that were uploaded. Upload it again.", (string)failed["TrainingErrorDetails"]!);
    }

    [Fact]
    public async Task A_training_that_was_cut_off_begins_again_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        string project, iteration;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            (project, _, _) = await service.NewColoursAsync();
            iteration = (string)(await service.TrainAsync(project))["Id"]!;
        }
        // As a service leaves it that ends while it trains.
        using (var connection = new SqliteConnection($"Data Source={folder.PathOf("data", "store.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE iterations SET status = 'Training', trained_at = NULL WHERE status = 'Completed'; DELETE FROM models;";
            Assert.Equal(2, command.ExecuteNonQuery());
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        var ended = await again.TrainedAsync(project, iteration);

        Assert.Equal("Completed", (string)ended["Status"]!);
        await again.PredictAsync(project, TrainingSteps.Coloured("red"), $"?iterationId={iteration}");
    }

    [Fact]
    public async Task A_stop_breaks_a_training_off_and_the_next_start_takes_it_up()
    {
        using var folder = new TemporaryFolder();
        string project, iteration;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            (project, _, _) = await service.NewColoursAsync(25);
            iteration = (string)(await service.JsonAsync("POST", $"projects/{project}/train"))["Id"]!;
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        Assert.Equal("Completed", (string)(await again.TrainedAsync(project, iteration))["Status"]!);
    }

    [Fact]
    public async Task A_training_survives_kill_9_and_so_does_what_it_was_answered_with()
    {
        using var folder = new TemporaryFolder();
        string project, iteration;
        using (var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]))
        {
            using var client = service.NewClient();
            project = await IdAsync(client, "projects?name=a");
            foreach (var colour in new[] { "red", "green" })
            {
                var tag = await IdAsync(client, $"projects/{project}/tags?name={colour}");
                using var form = TestService.Multipart(Enumerable.Range(0, 25).Select(_ => TrainingSteps.Coloured(colour)));
                using var upload = await client.PostAsync($"projects/{project}/images/image?tagIds={tag}", form, TestService.Cancel);
            }
            iteration = await IdAsync(client, $"projects/{project}/train");
            await service.KillAsync();
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        Assert.Equal("Completed", (string)(await again.TrainedAsync(project, iteration))["Status"]!);

        static async Task<string> IdAsync(HttpClient client, string path)
        {
            using var response = await client.PostAsync(path, null, TestService.Cancel);
            return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
        }
    }

    [Fact]
    public async Task A_trained_iteration_predicts_the_same_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var image = TrainingSteps.Coloured("red");
        string project;
        JsonNode before, performance;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            (project, _, _) = await service.NewColoursAsync();
            var iteration = await service.TrainDefaultAsync(project);
            before = await service.PredictAsync(project, image);
            performance = await service.JsonAsync("GET", $"projects/{project}/iterations/{iteration}/performance?threshold=0.5");
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        var after = await again.PredictAsync(project, image);

        Assert.Equal(before["Predictions"]!.ToJsonString(), after["Predictions"]!.ToJsonString());
        Assert.Equal(performance.ToJsonString(), (await again.JsonAsync("GET", $"projects/{project}/iterations/{after["Iteration"]}/performance?threshold=0.5")).ToJsonString());
    }

    [Fact]
    public async Task Two_projects_are_trained_at_once_and_each_predicts_its_own_tags()
    {
        await using var service = await TestService.StartAsync();
        (string Project, string Red, string Green)[] made = [await service.NewColoursAsync(name: "one"), await service.NewColoursAsync(name: "two")];

        var begun = await Task.WhenAll(made.Select(one => service.JsonAsync("POST", $"projects/{one.Project}/train")));
        var ended = await Task.WhenAll(made.Zip(begun, (one, iteration) => service.TrainedAsync(one.Project, (string)iteration["Id"]!)));

        Assert.Equal(["Completed", "Completed"], ended.Select(iteration => (string)iteration["Status"]!));
        foreach (var ((project, red, _), iteration) in made.Zip(ended))
        {
            await service.JsonAsync("PATCH", $"projects/{project}/iterations/{iteration["Id"]}", TrainingSteps.Json("""{"IsDefault":true}"""));
            Assert.Equal(red, (string)(await service.PredictAsync(project, TrainingSteps.Coloured("red")))["Predictions"]![0]!["TagId"]!);
        }
    }

    [Fact]
    public async Task Uploads_go_on_while_a_project_is_trained_and_are_not_in_the_iteration()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, red, green) = await service.NewColoursAsync(15);

        var begun = await service.JsonAsync("POST", $"projects/{project}/train");
        var uploads = Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var time = 0; time < 5; time++)
                Assert.True((bool)(await service.UploadAsync(project, [TrainingSteps.Coloured("red"), TrainingSteps.Coloured("red")], red))["IsBatchSuccessful"]!);
        });
        await Task.WhenAll(uploads);
        var ended = await service.TrainedAsync(project, (string)begun["Id"]!);
        var then = await service.JsonAsync("GET", $"projects/{project}/tags?iterationId={begun["Id"]}");
        var now = await service.JsonAsync("GET", $"projects/{project}/tags");

        Assert.Equal("Completed", (string)ended["Status"]!);
        Assert.Equal((30, 70), ((int)then["TotalTaggedImages"]!, (int)now["TotalTaggedImages"]!));
    }

    [Fact]
    public async Task A_project_that_is_deleted_while_it_is_trained_is_gone()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, _, _) = await service.NewColoursAsync(25);
        await service.JsonAsync("POST", $"projects/{project}/train");

        using (var deletion = await service.SendAsync("DELETE", $"projects/{project}"))
            Assert.Equal(204, (int)deletion.StatusCode);

        Assert.Equal("NotFoundProject", await service.ErrorAsync(404, "GET", $"projects/{project}/iterations"));
        Assert.Empty(StoredImages.In(folder.PathOf("data")));
        // The next training has its turn.
        var (other, _, _) = await service.NewColoursAsync(name: "other");
        Assert.Equal("Completed", (string)(await service.TrainAsync(other))["Status"]!);
    }
}
