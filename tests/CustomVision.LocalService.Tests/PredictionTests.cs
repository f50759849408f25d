using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

public sealed class PredictionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_prediction_is_stored_with_its_image()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, _, _) = await service.NewColoursAsync();
        var iteration = await service.TrainDefaultAsync(project);
        var image = TrainingSteps.Coloured("red");

        var answered = await service.PredictAsync(project, image, "?application=pester");
        var page = await ListAsync(service, project, "");
        var stored = Assert.Single(page["Results"]!.AsArray())!;
        using var client = new HttpClient();

        Assert.Equal(["Id", "Project", "Iteration", "Created", "Predictions", "ImageUri", "ThumbnailUri"], stored.AsObject().Select(member => member.Key));
        foreach (var name in new[] { "Id", "Project", "Iteration", "Created", "Predictions" })
            Assert.Equal(answered[name]!.ToJsonString(), stored[name]!.ToJsonString());
        Assert.Equal(image, await client.GetByteArrayAsync((string)stored["ImageUri"]!, TestService.Cancel));
        Assert.NotEmpty(await client.GetByteArrayAsync((string)stored["ThumbnailUri"]!, TestService.Cancel));
        Assert.Equal(1, (int)(await service.JsonAsync("GET", "account"))["Quotas"]!["Predictions"]!["Used"]!);
        Assert.Equal(iteration, (string)stored["Iteration"]!);
    }

    [Fact]
    public async Task Pages_hold_each_prediction_once_though_all_have_the_same_time()
    {
        await using var service = await TestService.StartAsync(clock: new SettableClock(Noon));
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var ids = await PredictedAsync(service, project, 7);

        foreach (var order in new[] { "Newest", "Oldest", "Suggested" })
        {
            var found = new List<string>();
            var page = await ListAsync(service, project, "", order, maxCount: 3);
            var session = (string)page["Token"]!["Session"]!;
            var pages = 1;
            found.AddRange(IdsOf(page));
            while ((string?)page["Token"]!["Continuation"] is not null)
            {
                // What comes after the first page is on none of them.
                if (pages == 1 && order != "Newest")
                    await service.PredictAsync(project, TrainingSteps.Coloured("blue"));
                page = await service.JsonAsync("POST", $"projects/{project}/predictions/next", TrainingSteps.Json(page["Token"]!.ToJsonString()));
                found.AddRange(IdsOf(page));
                pages++;
                Assert.Equal(session, (string)page["Token"]!["Session"]!);
            }

            var expected = order == "Oldest" ? ids : [.. ids.AsEnumerable().Reverse()];
            if (order == "Suggested")
                Assert.Superset(ids.ToHashSet(), found.ToHashSet());
            else
                Assert.Equal(expected, found);
            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Equal(3, pages);
        }
    }

    [Fact]
    public async Task A_token_leads_on_in_every_format_and_only_while_there_is_more()
    {
        await using var service = await TestService.StartAsync(clock: new SettableClock(Noon));
        var (project, red, green) = await service.NewColoursAsync();
        var iteration = await service.TrainDefaultAsync(project);
        var ids = await PredictedAsync(service, project, 4, "?application=mine");
        var filter = $"&iterationId={iteration}&tagIds={red}&tagIds={green}&threshold=0&startTime=2026-01-02T12:00:00Z&endTime=2026-01-02T12:00:00Z&source=mine";

        var json = await ListAsync(service, project, filter, "Oldest", maxCount: 2);
        using var answer = await service.SendAsync("GET", $"projects/{project}/predictions?maxCount=2&orderBy=oldest{filter}", accept: "application/xml");
        var xml = XElement.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel));
        var token = xml.Element("Token")!;
        var next = await service.JsonAsync("POST", $"projects/{project}/predictions/next", TestService.Body("application/xml", TestService.Text(token.ToString())));
        var form = await service.JsonAsync(
            "POST", $"projects/{project}/predictions/next", TestService.Body("application/x-www-form-urlencoded", TestService.Text($"Continuation={token.Element("Continuation")!.Value}&MaxCount=2&OrderBy=Oldest&TagIds={red}")));

        Assert.Equal(
            $$"""{"Session":"1:4","Continuation":"{{token.Element("Continuation")!.Value}}","MaxCount":2,"OrderBy":"Oldest","IterationId":"{{iteration}}","TagIds":["{{red}}","{{green}}"],"Threshold":0,"StartTime":"2026-01-02T12:00:00.000Z","EndTime":"2026-01-02T12:00:00.000Z","Source":"mine"}""",
            json["Token"]!.ToJsonString());
        Assert.Equal(ids[..2], IdsOf(json));
        Assert.Equal(ids[..2], xml.Element("Results")!.Elements("PredictionModel").Select(result => result.Element("Id")!.Value));
        Assert.Equal(ids[2..], IdsOf(next));
        Assert.Equal(ids[2..], IdsOf(form));
        Assert.Null(next["Token"]!["Continuation"]);
        foreach (var last in new[] { next["Token"]!.ToJsonString(), "{}", """{"Continuation":"1:2"}""", """{"Continuation":"1:x:2:3"}""" })
            Assert.Equal(
                "BadRequestPredictionInvalidQueryParameters",
                await service.ErrorAsync(400, "POST", $"projects/{project}/predictions/next", TrainingSteps.Json(last)));
    }

    [Fact]
    public async Task Predictions_are_found_by_iteration_tag_threshold_time_and_source()
    {
        var clock = new SettableClock(Noon);
        await using var service = await TestService.StartAsync(clock: clock);
        var (project, red, green) = await service.NewColoursAsync(8);
        var one = await service.TrainDefaultAsync(project);
        var first = (string)(await service.PredictAsync(project, TrainingSteps.Coloured("red"), "?application=a"))["Id"]!;
        clock.Now += TimeSpan.FromHours(1);
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);
        var two = (string)(await service.TrainAsync(project))["Id"]!;
        var second = (string)(await service.PredictAsync(project, TrainingSteps.Coloured("green"), $"?application=b&iterationId={two}"))["Id"]!;
        clock.Now += TimeSpan.FromHours(1);
        var third = (string)(await service.PredictAsync(project, TrainingSteps.Coloured("red")))["Id"]!;
        var workspace = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;

        await FindsAsync("", third, second, first);
        await FindsAsync($"&iterationId={one}", third, first);
        await FindsAsync($"&iterationId={two}", second);
        await FindsAsync($"&iterationId={workspace}");
        await FindsAsync($"&tagIds={red}&threshold=0.5", third, first);
        await FindsAsync($"&tagIds={green}&threshold=0.5", second);
        await FindsAsync($"&tagIds={green}", third, second, first);
        await FindsAsync($"&tagIds={red},{green}&threshold=0.5", third, second, first);
        await FindsAsync("&threshold=1");
        await FindsAsync("&startTime=2026-01-02T13:00:00Z", third, second);
        await FindsAsync("&endTime=2026-01-02T13:00:00%2B00:00", second, first);
        await FindsAsync("&startTime=2026-01-02T12:30:00&endTime=2026-01-02T13:30:00", second);
        await FindsAsync("&source=a", first);
        await FindsAsync("&source=A");

        async Task FindsAsync(string filter, params string[] expected)
        {
            Assert.Equal(expected, IdsOf(await ListAsync(service, project, filter)));
            // Page by page, whatever is between what is found.
            var page = await ListAsync(service, project, filter, maxCount: 1);
            var found = IdsOf(page).ToList();
            while ((string?)page["Token"]!["Continuation"] is not null)
                found.AddRange(IdsOf(page = await service.JsonAsync("POST", $"projects/{project}/predictions/next", TrainingSteps.Json(page["Token"]!.ToJsonString()))));
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task Suggested_begins_with_what_the_model_is_least_sure_of()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        foreach (var colour in new[] { "red", "blue", "green", "blue", "red" })
            await service.PredictAsync(project, TrainingSteps.Coloured(colour));

        var results = (await ListAsync(service, project, "", "Suggested"))["Results"]!.AsArray();
        var doubts = results.Select(result => result!["Predictions"]!.AsArray().Min(tag => Math.Abs((double)(float)tag!["Probability"]! - 0.5))).ToList();

        Assert.Equal(5, doubts.Count);
        Assert.Equal(doubts.Order(), doubts);
        Assert.True(doubts[0] < doubts[^1]);
    }

    [Fact]
    public async Task Predictions_become_images_and_are_deleted_with_their_images()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var (project, red, _) = await service.NewColoursAsync();
        var other = await service.NewProjectAsync("other");
        var iteration = await service.TrainDefaultAsync(project);
        var image = TrainingSteps.Coloured("red");
        var kept = (string)(await service.PredictAsync(project, image))["Id"]!;
        var gone = (string)(await service.PredictAsync(project, TrainingSteps.Coloured("red")))["Id"]!;
        var unknown = Guid.NewGuid().ToString();
        var before = Files();

        var added = await service.JsonAsync(
            "POST", $"projects/{project}/images/predictions", TrainingSteps.Json($$"""{"TagIds":["{{red}}"],"Ids":["{{kept}}","{{unknown}}","{{kept}}"]}"""));
        var foreign = await service.JsonAsync("POST", $"projects/{other}/images/predictions", TrainingSteps.Json($$"""{"Ids":["{{kept}}"]}"""));
        Assert.Equal(
            [$"{kept} OK", $"{unknown} ErrorSource", $"{kept} OKDuplicate"],
            added["Images"]!.AsArray().Select(image => $"{image!["SourceUrl"]} {image["Status"]}"));
        Assert.Equal("ErrorSource", (string)foreign["Images"]![0]!["Status"]!);
        Assert.Equal(red, (string)added["Images"]![0]!["Image"]!["Labels"]![0]!["TagId"]!);
        Assert.Equal("OKDuplicate", (string)(await service.UploadAsync(project, image))["Status"]!);
        Assert.Equal(before, Files());

        // The iteration goes, and what it has predicted can still be read.
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{iteration}", TrainingSteps.Json("""{"IsDefault":false}"""));
        using (await service.SendAsync("DELETE", $"projects/{project}/iterations/{iteration}"))
            Assert.Equal(["red", "green"], (await ListAsync(service, project, $"&iterationId={iteration}"))["Results"]![0]!["Predictions"]!.AsArray().Select(tag => (string)tag!["Tag"]!));

        using (var deletion = await service.SendAsync("DELETE", $"projects/{project}/predictions?ids={kept}&ids={gone}&ids={unknown}"))
            Assert.Equal(204, (int)deletion.StatusCode);
        Assert.Empty(IdsOf(await ListAsync(service, project, "")));
        Assert.Equal(before - 1, Files());
        Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "GET", $"projects/{project}/predictions?maxCount=1&orderBy=Newest&iterationId={iteration}"));
        Assert.Equal("BadRequestPredictionIdsMissing", await service.ErrorAsync(400, "DELETE", $"projects/{project}/predictions"));

        int Files() => StoredImages.In(folder.PathOf("data")).Count;
    }

    [Fact]
    public async Task Predictions_that_come_in_together_survive_kill_9_together()
    {
        using var folder = new TemporaryFolder();
        var answered = new ConcurrentBag<string>();
        string project;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            (project, _, _) = await service.NewColoursAsync();
            await service.TrainDefaultAsync(project);
        }
        using (var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]))
        {
            using var client = service.NewClient();
            client.DefaultRequestHeaders.Add("Prediction-Key", (string)service.Ready!["predictionKey"]!);
            var enough = new TaskCompletionSource();
            var asking = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        using var image = TestService.Raw(TrainingSteps.Coloured("red"));
                        using var response = await client.PostAsync($"{service.Endpoint}/customvision/v1.0/Prediction/{project}/image", image, TestService.Cancel);
                        answered.Add((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!);
                        if (answered.Count >= 24)
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
            await Task.WhenAll(asking);
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        var stored = (await ListAsync(again, project, "", maxCount: 1000))["Results"]!.AsArray();
        Assert.Superset(answered.ToHashSet(), IdsOf(stored).ToHashSet());
        using var reader = new HttpClient();
        foreach (var result in stored)
            Assert.NotEmpty(await reader.GetByteArrayAsync((string)result!["ImageUri"]!, TestService.Cancel));
    }

    [Theory]
    [InlineData("orderBy=Newest", "BadRequestRequiredParamIsNull")]
    [InlineData("maxCount=1", "BadRequestRequiredParamIsNull")]
    [InlineData("maxCount=-1&orderBy=Newest", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Random", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Newest&threshold=2", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Newest&threshold=-1", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Newest&threshold=NaN", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Newest&threshold=half", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Newest&startTime=yesterday", "BadRequest")]
    [InlineData("maxCount=1&orderBy=Newest&tagIds=red", "BadRequestInvalidIds")]
    [InlineData("maxCount=1&orderBy=Newest&iterationId=one", "BadRequestInvalidIds")]
    public async Task A_query_that_cannot_be_read_is_refused(string query, string code)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal(code, await service.ErrorAsync(400, "GET", $"projects/{project}/predictions?{query}"));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("\"NaN\"")]
    [InlineData("\"half\"")]
    public async Task A_token_with_a_threshold_that_is_none_is_refused(string threshold)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        using var token = TrainingSteps.Json($$"""{"Continuation":"1:1000:1000:0","MaxCount":1,"OrderBy":"Newest","Threshold":{{threshold}}}""");

        Assert.Equal("BadRequest", await service.ErrorAsync(400, "POST", $"projects/{project}/predictions/next", token));
    }

    [Fact]
    public async Task A_query_for_what_is_not_there_is_not_found()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "GET", $"projects/{project}/predictions?maxCount=1&orderBy=Newest&tagIds={Guid.NewGuid()}"));
        Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "GET", $"projects/{project}/predictions?maxCount=1&orderBy=Newest&iterationId={Guid.NewGuid()}"));
        Assert.Equal("NotFoundProject", await service.ErrorAsync(404, "GET", $"projects/{Guid.NewGuid()}/predictions?maxCount=1&orderBy=Newest"));
        // 0 is no wish, as in the published examples.
        Assert.Empty(IdsOf(await ListAsync(service, project, "", maxCount: 0)));
    }

    private static Task<JsonNode> ListAsync(TestService service, string project, string filter, string order = "Newest", int maxCount = 100) =>
        service.JsonAsync("GET", $"projects/{project}/predictions?maxCount={maxCount}&orderBy={order}{filter}");

    private static async Task<string[]> PredictedAsync(TestService service, string project, int count, string query = "")
    {
        var ids = new string[count];
        for (var index = 0; index < count; index++)
            ids[index] = (string)(await service.PredictAsync(project, TrainingSteps.Coloured(index % 2 == 0 ? "red" : "green"), query))["Id"]!;
        return ids;
    }

    private static IEnumerable<string> IdsOf(JsonNode page) => IdsOf(page["Results"]!.AsArray());

    private static IEnumerable<string> IdsOf(JsonArray results) => results.Select(result => (string)result!["Id"]!);
}
