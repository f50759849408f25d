using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>The limits of the pricing tiers.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task Without_a_profile_nothing_is_limited()
    {
        await using var service = await TestService.StartAsync(clock: new HeldClock());

        await service.AssertStatusesAsync([.. Enumerable.Repeat(200, 50)]);
        for (var number = 0; number < 3; number++)
            await service.NewProjectAsync();
    }

    [Theory]
    [InlineData("F0", 2, 10_000, 20, 5_000, 50)]
    [InlineData("S0", 100, int.MaxValue, 20, 100_000, 500)]
    public async Task The_account_shows_the_limits_of_the_profile(string profile, int projects, int predictions, int iterations, int images, int tags)
    {
        await using var service = await StartAsync(QuotaProfile.Parse(profile));
        var project = await service.NewProjectAsync();

        var quotas = (await service.JsonAsync("GET", "account"))["Quotas"]!;

        Assert.Equal(
            $$$"""{"Tier":"{{{profile}}}","Projects":{"Total":{{{projects}}},"Used":1},"Predictions":{"Total":{{{predictions}}},"Used":0},"PerProject":[{"ProjectId":"{{{project}}}","Iterations":{"Total":{{{iterations}}},"Used":0},"Images":{"Total":{{{images}}},"Used":0},"Tags":{"Total":{{{tags}}},"Used":0}}]}""",
            quotas.ToJsonString());
    }

    [Fact]
    public async Task One_project_more_than_allowed_is_refused_until_another_is_deleted()
    {
        await using var service = await StartAsync(QuotaProfile.F0 with { Calls = null });
        var first = await service.NewProjectAsync();
        await service.NewProjectAsync();

        Assert.Equal("BadRequestExceedProjectLimit", await service.ErrorAsync(400, "POST", "projects?name=a"));

        using (await service.SendAsync("DELETE", $"projects/{first}"))
            await service.NewProjectAsync();
    }

    [Fact]
    public async Task One_tag_more_than_allowed_is_refused_in_that_project_only()
    {
        await using var service = await StartAsync(QuotaProfile.F0 with { Calls = null });
        var (full, other) = (await service.NewProjectAsync(), await service.NewProjectAsync());
        for (var number = 0; number < 50; number++)
            await service.NewTagAsync(full, $"{number}");

        Assert.Equal("BadRequestExceedTagPerProjectLimit", await service.ErrorAsync(400, "POST", $"projects/{full}/tags?name=a"));

        await service.NewTagAsync(other, "a");
    }

    [Fact]
    public async Task One_tag_more_than_an_image_may_have_is_refused_whichever_way_it_comes()
    {
        await using var service = await StartAsync(QuotaProfile.S0 with { Calls = null });
        var project = await service.NewProjectAsync();
        var tags = new List<string>();
        for (var number = 0; number <= 100; number++)
            tags.Add(await service.NewTagAsync(project, $"{number}"));
        var content = TestImages.New();

        var refused = await service.UploadAsync(project, content, [.. tags]);
        // The same tag twice is one tag.
        var stored = await service.UploadAsync(project, content, [.. tags[..100], tags[0]]);
        var known = await service.UploadAsync(project, content, [.. tags]);
        var image = $"projects/{project}/images/{stored["Image"]!["Id"]}/label";

        Assert.Equal("ErrorLimitExceed", (string)refused["Status"]!);
        Assert.Null(refused["Image"]);
        Assert.Equal(("OK", 100), ((string)stored["Status"]!, stored["Image"]!["Labels"]!.AsArray().Count));
        Assert.Equal("OKDuplicate", (string)known["Status"]!);
        Assert.Equal("BadRequestExceedTagPerImageLimit", await service.ErrorAsync(400, "POST", $"{image}?tagId={tags[100]}"));
        Assert.Equal(100, (await service.JsonAsync("POST", $"{image}?tagId={tags[0]}"))["Labels"]!.AsArray().Count);

        await service.JsonAsync("DELETE", $"{image}/{stored["Image"]!["Labels"]![0]!["LabelId"]}");
        Assert.Equal(100, (await service.JsonAsync("POST", $"{image}?tagId={tags[100]}"))["Labels"]!.AsArray().Count);
    }

    [Fact]
    public async Task Images_beyond_the_limit_are_ErrorLimitExceed_one_by_one_and_duplicates_are_not()
    {
        await using var service = await StartAsync(QuotaProfile.None with { ImagesPerProject = 3 });
        var project = await service.NewProjectAsync();
        var stored = TestImages.New();
        await service.UploadAsync(project, stored);

        var answer = await service.UploadAsync(project, [TestImages.New(), stored, [1, 2, 3], TestImages.New(), TestImages.New(), stored, TestImages.New()]);
        var results = answer["Images"]!.AsArray();

        Assert.False((bool)answer["IsBatchSuccessful"]!);
        Assert.Equal(
            ["OK", "OKDuplicate", "ErrorImageFormat", "OK", "ErrorLimitExceed", "OKDuplicate", "ErrorLimitExceed"],
            results.Select(result => (string)result!["Status"]!));
        Assert.Null(results[4]!["Image"]);
        Assert.Equal(3, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalUntaggedImages"]!);

        using (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={results[0]!["Image"]!["Id"]}"))
            Assert.Equal(["OK", "ErrorLimitExceed"], (await service.UploadAsync(project, [TestImages.New(), TestImages.New()]))["Images"]!.AsArray().Select(result => (string)result!["Status"]!));
        Assert.Equal("OK", (string)(await service.UploadAsync(await service.NewProjectAsync(), TestImages.New()))["Status"]!);
    }

    [Fact]
    public async Task Images_of_predictions_and_addresses_count_as_well()
    {
        await using var service = await StartAsync(QuotaProfile.None with { ImagesPerProject = 11 });
        await using var source = new ImageSource();
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var first = await service.PredictAsync(project, TrainingSteps.Coloured("red"));
        var second = await service.PredictAsync(project, TrainingSteps.Coloured("red"));

        var added = await service.JsonAsync(
            "POST", $"projects/{project}/images/predictions", TrainingSteps.Json($$"""{"Ids":["{{first["Id"]}}","{{second["Id"]}}"]}"""));
        var fetched = await service.JsonAsync(
            "POST", $"projects/{project}/images/url", TrainingSteps.Json($$"""{"Urls":["{{source.Add("/a", TestImages.New())}}"]}"""));

        Assert.Equal(["OK", "ErrorLimitExceed"], added["Images"]!.AsArray().Select(result => (string)result!["Status"]!));
        Assert.Equal("ErrorLimitExceed", (string)fetched["Images"]![0]!["Status"]!);
    }

    [Fact]
    public async Task One_iteration_more_than_allowed_is_refused_until_another_is_deleted()
    {
        await using var service = await StartAsync(QuotaProfile.None with { Iterations = 1 });
        var (project, red, _) = await service.NewColoursAsync();
        var first = await service.TrainAsync(project);
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);

        Assert.Equal("BadRequestExceedIterationPerProjectLimit", await service.ErrorAsync(400, "POST", $"projects/{project}/train"));

        using (await service.SendAsync("DELETE", $"projects/{project}/iterations/{first["Id"]}"))
            Assert.Equal("Completed", (string)(await service.TrainAsync(project))["Status"]!);
    }

    [Fact]
    public async Task Predictions_are_counted_by_the_month_and_deleting_one_gives_none_back()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 31, 23, 59, 0, TimeSpan.Zero));
        await using var service = await StartAsync(QuotaProfile.None with { PredictionsPerMonth = 3 }, clock);
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        for (var used = 1; used <= 3; used++)
        {
            var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("red"));
            using var deleted = await service.SendAsync("DELETE", $"projects/{project}/predictions?ids={prediction["Id"]}");
            Assert.Equal($$"""{"Total":3,"Used":{{used}}}""", (await service.JsonAsync("GET", "account"))["Quotas"]!["Predictions"]!.ToJsonString());
        }

        var (code, _) = await service.PredictionErrorAsync(400, $"{project}/image", TestService.Multipart([TrainingSteps.Coloured("red")]));
        clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal("BadRequestExceededQuota", code);
        Assert.Equal("""{"Total":3,"Used":0}""", (await service.JsonAsync("GET", "account"))["Quotas"]!["Predictions"]!.ToJsonString());
        await service.PredictAsync(project, TrainingSteps.Coloured("red"));
    }

    [Fact]
    public async Task Calls_beyond_the_rate_are_429_with_the_text_of_the_service_and_no_Retry_After()
    {
        var clock = new HeldClock();
        await using var service = await StartAsync(QuotaProfile.F0, clock);

        await service.AssertStatusesAsync([.. Enumerable.Repeat(200, 10), 429, 429]);
        using var refused = await service.SendAsync("GET", "projects");
        var body = await refused.Content.ReadAsStringAsync(TestService.Cancel);
        clock.Advance(TimeSpan.FromSeconds(0.999));
        await service.AssertStatusesAsync(429);
        clock.Advance(TimeSpan.FromSeconds(0.001));
        await service.AssertStatusesAsync([.. Enumerable.Repeat(200, 10), 429]);

        Assert.Equal(
            """{"statusCode":429,"message":"Requests to the GetProjects Operation under Custom_Vision_Training_1.0 have exceeded rate limit of your current Custom_Vision.Training F0 pricing tier. Please retry after 1 second. To increase your rate limit switch to a paid tier."}""",
            body);
        Assert.Null(refused.Headers.RetryAfter);
        Assert.Equal(429, (int)(await service.RequestsAsync())[12]!["status"]!);
    }

    [Fact]
    public async Task Who_shows_no_key_uses_no_calls_up_and_the_services_own_pages_are_not_counted()
    {
        await using var service = await StartAsync(QuotaProfile.F0, new HeldClock());
        using var stranger = new HttpClient();
        for (var number = 0; number < 20; number++)
        {
            using var denied = await stranger.GetAsync($"{service.Endpoint}/customvision/v1.0/Training/domains", TestService.Cancel);
            Assert.Equal(401, (int)denied.StatusCode);
            await service.RequestsAsync();
        }

        await service.AssertStatusesAsync([.. Enumerable.Repeat(200, 10), 429]);
    }

    [Theory]
    [InlineData("F0", 2, 2)]
    [InlineData("S0", 10, 10)]
    public async Task Training_and_predicting_have_rates_of_their_own(string profile, int trainings, int predictions)
    {
        await using var service = await StartAsync(QuotaProfile.Parse(profile), new HeldClock());
        var project = Guid.NewGuid();
        var (trained, predicted) = (new List<int>(), new List<int>());

        for (var number = 0; number <= trainings; number++)
        {
            using var answer = await service.SendAsync("POST", $"projects/{project}/train");
            trained.Add((int)answer.StatusCode);
        }
        for (var number = 0; number <= predictions; number++)
        {
            using var answer = await service.SendPredictionAsync($"{project}/image", TestService.Raw(TestImages.New()));
            predicted.Add((int)answer.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(404, trainings), 429], trained);
        Assert.Equal([.. Enumerable.Repeat(404, predictions), 429], predicted);
        await service.AssertStatusesAsync([.. Enumerable.Repeat(200, 10), 429]);
    }

    [Fact]
    public async Task A_profile_can_be_changed_while_the_service_runs()
    {
        await using var service = await StartAsync(QuotaProfile.F0, new HeldClock());
        await service.AssertStatusesAsync([.. Enumerable.Repeat(200, 10), 429]);

        await service.JsonAsync("PATCH", $"{service.Endpoint}/_local/settings", TrainingSteps.Json("""{"profile":"None"}"""));

        await service.AssertStatusesAsync(200, 200);
    }

    private static Task<TestService> StartAsync(QuotaProfile profile, TimeProvider? clock = null) => TestService.StartAsync(
        clock: clock, with: options => options with { Settings = new ServiceSettings(profile, TrainingBehaviour.Real) });
}
