namespace CustomVision.Client.Tests.Wire;

/// <summary>Answers in the shapes that real services were seen to give.</summary>
public sealed class AnswerTests
{
    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Recorded from 1.0 in May 2017: an image that was there already, sent as a bare body and so without a name.
    [Fact]
    public async Task A_duplicate_as_recorded_brings_the_image_that_was_there_before()
    {
        var result = await Upload(
            """
            {"IsBatchSuccessful":false,"Images":[{"SourceUrl":"eb45b1a6e0734346af66200a3d3a779a","Image":{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Created":"2017-05-18T19:47:30.093Z","Width":300,"Height":157,"ImageUri":"https://irisscuprodstore.blob.core.windows.net/i-1/i-2?se=2017-05-23T00:00:00Z","ThumbnailUri":"https://irisscuprodstore.blob.core.windows.net/i-1/t-2","Labels":[],"Predictions":[]},"Status":"OKDuplicate"}]}
            """);

        Assert.Equal(ImageStatus.OKDuplicate, result!.Status);
        Assert.True(result.IsStored);
        Assert.Equal("eb45b1a6e0734346af66200a3d3a779a", result.SourceUrl);
        var image = result.Image!;
        Assert.Equal(new DateTimeOffset(2017, 5, 18, 19, 47, 30, 93, TimeSpan.Zero), image.Created);
        Assert.Equal((300, 157), (image.Width, image.Height));
        Assert.EndsWith("?se=2017-05-23T00:00:00Z", image.OriginalImageUri);
        Assert.EndsWith("/t-2", image.ThumbnailUri);
        Assert.Empty(image.Tags);
        Assert.Empty(image.Predictions);
        Assert.Equal(UploadRuns.Project, image.ProjectId);
    }

    // The published description allows null for an element of any list.
    [Fact]
    public async Task A_null_in_a_list_is_left_out_and_ends_nothing()
    {
        var image = """{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Labels":[null,{"TagId":"a1111111-1111-4111-8111-111111111111"}],"Predictions":[null]}""";
        await using var server = new ScriptedServer(request => ServerReply.Json(request.Target.Split('?')[0].Split('/')[^1] switch
        {
            "projects" => """[null,{"Id":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","Name":"birds"}]""",
            "tags" => """{"Tags":[null,{"Id":"a1111111-1111-4111-8111-111111111111","Name":"robin"}]}""",
            "iterations" or "domains" => "[null]",
            "predictions" => """{"Results":[null,{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Predictions":[null]}],"Token":null}""",
            "account" => """{"Quotas":{"PerProject":[null]}}""",
            "performance" => """{"PerTagPerformance":[null]}""",
            "image" => """{"Images":[null]}""",
            "untagged" => "[]",
            // A full page with nulls is followed by another.
            _ => request.Target.Contains("skip=0", StringComparison.Ordinal) ? $"[null,{image}{string.Concat(Enumerable.Repeat(",null", 254))}]" : "[]",
        }));
        var training = server.NewRetryingClient().Training;

        Assert.Equal("birds", Assert.Single(await training.GetProjectsAsync(Token)).Name);
        Assert.Equal("robin", Assert.Single((await training.GetTagsAsync(Project, cancellation: Token)).Tags).Name);
        Assert.Empty(await training.GetIterationsAsync(Project, Token));
        Assert.Empty(await training.GetDomainsAsync(Token));
        Assert.Empty(Assert.Single((await training.GetPredictions(Project, new PredictionFilter()).NextPageAsync(Token))!).Predictions);
        Assert.Empty((await training.GetAccountInfoAsync(Token)).Quotas!.PerProject);
        Assert.Empty((await training.GetIterationPerformanceAsync(new Iteration { ProjectId = Project }, 0.5, cancellation: Token)).PerTagPerformance);
        Assert.Null(await training.CreateImageAsync([1], cancellation: Token));
        var images = new List<Image>();
        await training.GetImages(Project, new ImageFilter { PageSize = 256 }).ForEachAsync(
            found =>
            {
                images.Add(found);
                return Task.FromResult(true);
            },
            Token);
        Assert.Single(Assert.Single(images).Tags);
        Assert.Contains(server.Requests, request => request.Target.Contains("skip=256", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_name_comes_back_as_the_service_gave_it()
    {
        var result = await Upload("""{"IsBatchSuccessful":false,"Images":[{"SourceUrl":"\"E:\\images\\tag1\\hemlock_1.jpg\"","Status":"ErrorImageFormat","Image":null}]}""");

        Assert.Equal(@"""E:\images\tag1\hemlock_1.jpg""", result!.SourceUrl);
    }

    [Fact]
    public async Task Members_in_camel_case_and_in_any_order_are_read()
    {
        var result = await Upload("""{"images":[{"status":"OK","image":{"height":2,"width":1,"id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","created":"2019-03-21T01:34:01.0115781"},"sourceUrl":"a"}],"isBatchSuccessful":true}""");

        Assert.Equal((1, 2, "a"), (result!.Image!.Width, result.Image.Height, result.SourceUrl));
    }

    [Theory]
    [InlineData("ErrorInvalidRegion")]
    [InlineData("SomethingOfNextYear")]
    [InlineData("ok")]
    public async Task A_status_nobody_knows_is_kept_as_it_is(string status)
    {
        var result = await Upload($$"""{"IsBatchSuccessful":false,"Images":[{"SourceUrl":"a","Image":null,"Status":"{{status}}"}]}""");

        Assert.Equal(status, result!.Status);
        Assert.False(result.IsStored);
    }

    [Theory]
    [InlineData("""{"IsBatchSuccessful":false,"Images":[{"SourceUrl":"a"}]}""")]
    [InlineData("""{"IsBatchSuccessful":false,"Images":[{"SourceUrl":"a","Image":null,"Status":null}]}""")]
    public async Task A_result_without_a_status_is_an_unknown_error(string body) =>
        Assert.Equal(ImageStatus.ErrorUnknown, (await Upload(body))!.Status);

    [Theory]
    [InlineData("""{"IsBatchSuccessful":false}""")]
    [InlineData("""{"IsBatchSuccessful":false,"Images":null}""")]
    public async Task A_summary_without_images_has_no_result(string body) => Assert.Null(await Upload(body));

    [Theory]
    [InlineData("2017-05-18T19:47:30.093Z", "2017-05-18T19:47:30.0930000")]
    [InlineData("2017-12-19T15:56:10.65Z", "2017-12-19T15:56:10.6500000")]
    [InlineData("2017-12-18T22:40:36.9066667Z", "2017-12-18T22:40:36.9066667")]
    [InlineData("2018-08-13T13:24:22.0815638", "2018-08-13T13:24:22.0815638")]
    [InlineData("2019-03-21T01:34:53.005075", "2019-03-21T01:34:53.0050750")]
    [InlineData("2018-07-12T15:22:21", "2018-07-12T15:22:21.0000000")]
    [InlineData("2019-03-21T03:34:01+02:00", "2019-03-21T01:34:01.0000000")]
    public async Task A_time_is_UTC_with_a_Z_or_without(string written, string utc)
    {
        var images = await Images($$"""[{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Created":"{{written}}"}]""");

        Assert.Equal(utc, images[0].Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff"));
    }

    [Theory]
    [InlineData("""[{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Created":"2017-05-18T19:47:30Z","Width":1,"Height":1}]""")]
    [InlineData("""[{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Created":"2017-05-18T19:47:30Z","Width":1,"Height":1,"ImageUri":null,"ThumbnailUri":null,"Labels":null,"Predictions":null}]""")]
    public async Task What_an_image_leaves_out_or_has_as_null_is_an_empty_list_or_null(string body)
    {
        var image = Assert.Single(await Images(body));

        Assert.Null(image.OriginalImageUri);
        Assert.Null(image.ThumbnailUri);
        Assert.Empty(image.Tags);
        Assert.Empty(image.Predictions);
    }

    [Fact]
    public async Task Labels_and_predictions_of_an_image_are_read()
    {
        var images = await Images(
            """
            [{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Created":"2017-05-18T19:47:30.093Z","Width":300,"Height":157,"ImageUri":"i","ThumbnailUri":"t",
              "Labels":[{"LabelId":"c3333333-3333-4333-8333-333333333333","Created":"2017-05-18T19:47:31Z","TagId":"a1111111-1111-4111-8111-111111111111"}],
              "Predictions":[{"TagId":"a1111111-1111-4111-8111-111111111111","Tag":"hemlock","Probability":0.9987}]}]
            """);

        var image = Assert.Single(images);
        var label = Assert.Single(image.Tags);
        Assert.Equal(new Guid("c3333333-3333-4333-8333-333333333333"), label.LabelId);
        Assert.Equal(new Guid("a1111111-1111-4111-8111-111111111111"), label.TagId);
        Assert.Equal(31, label.Created.Second);
        var prediction = Assert.Single(image.Predictions);
        Assert.Equal((label.TagId, "hemlock", 0.9987), (prediction.TagId, prediction.TagName, prediction.Probability));
    }

    [Fact]
    public async Task A_project_is_read_with_its_settings_and_what_is_new_to_us_is_passed_over()
    {
        var project = await Ask(
            """
            {"Id":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","Name":"Test Project (1)","Description":"","Settings":{"DomainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","UseNegativeSet":true,"Classifier":{"Kind":["MultiLabel"]}},"CurrentIterationId":"b2222222-2222-4222-8222-222222222222","Created":"2017-12-18T22:40:36.9066667Z","LastModified":"2017-12-18T22:41:36.9066667Z","ThumbnailUri":null,"DRModeEnabled":false,"Extra":[1,{"a":null}]}
            """,
            client => client.GetProjectAsync(Project, Token));

        Assert.Equal(Project, project.Id);
        Assert.Equal("Test Project (1)", project.Name);
        Assert.Equal("", project.Description);
        Assert.Equal(new Guid("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31"), project.Settings!.DomainId);
        Assert.Equal(new Guid("b2222222-2222-4222-8222-222222222222"), project.CurrentIterationId);
        Assert.Equal(TimeSpan.FromMinutes(1), project.LastModified - project.Created);
        Assert.Null(project.ThumbnailUri);
    }

    [Fact]
    public async Task Projects_and_domains_are_lists()
    {
        var projects = await Ask(
            """[{"Id":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","Name":"one"},{"Id":"b2222222-2222-4222-8222-222222222222","Name":"two"}]""",
            client => client.GetProjectsAsync(Token));
        var domains = await Ask(
            """[{"Id":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","Name":"General"}]""",
            client => client.GetDomainsAsync(Token));

        Assert.Equal(["one", "two"], projects.Select(project => project.Name));
        Assert.Equal("General", Assert.Single(domains).Name);
    }

    [Fact]
    public async Task A_list_of_tags_has_the_counts_and_knows_its_project()
    {
        var list = await Ask(
            """{"Tags":[{"Id":"a1111111-1111-4111-8111-111111111111","Name":"hemlock","Description":null,"ImageCount":7}],"TotalTaggedImages":7,"TotalUntaggedImages":2}""",
            client => client.GetTagsAsync(Project, cancellation: Token));

        Assert.Equal((7, 2), (list.TotalTaggedImages, list.TotalUntaggedImages));
        var tag = Assert.Single(list.Tags);
        Assert.Equal(("hemlock", null, 7, Project), (tag.Name, tag.Description, tag.ImageCount, tag.ProjectId));
    }

    [Fact]
    public async Task A_list_of_tags_that_is_null_is_empty() =>
        Assert.Empty((await Ask("""{"Tags":null}""", client => client.GetTagsAsync(Project, cancellation: Token))).Tags);

    [Fact]
    public async Task A_new_tag_knows_its_project()
    {
        var tag = await Ask(
            """{"Id":"a1111111-1111-4111-8111-111111111111","Name":"hemlock","Description":null,"ImageCount":0}""",
            client => client.CreateTagAsync(Project, "hemlock", cancellation: Token));

        Assert.Equal(Project, tag.ProjectId);
    }

    private static Task<ImageCreateResult?> Upload(string answer) =>
        Ask(answer, client => client.CreateImageAsync([1], cancellation: Token));

    private static Task<List<Image>> Images(string answer) =>
        Ask(answer, client => client.GetImages(Project, new ImageFilter { Status = TaggingStatus.Untagged }).ToListAsync());

    [Fact]
    public async Task The_keys_of_an_account_are_never_text()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            """{"UserName":"Ada","Email":"ada@example.org","Keys":{"TrainingKeys":{"PrimaryKey":"0123456789abcdef","SecondaryKey":"x"},"PredictionKeys":null},"Quotas":{"Tier":"Free","Projects":{"Total":20,"Used":1},"Predictions":{"Total":1000,"Used":3,"TimeUntilReset":"P3DT2H"},"PerProject":null}}"""));

        var account = await server.NewClient().GetAccountInfoAsync(Token);

        Assert.Equal("0123456789abcdef", new System.Net.NetworkCredential("", account.Keys!.TrainingKeys!.PrimaryKey).Password);
        Assert.Null(account.Keys.PredictionKeys);
        Assert.Equal(("Ada", "ada@example.org", "Free"), (account.UserName, account.Email, account.Quotas!.Tier));
        Assert.Equal((20, 1, null), (account.Quotas.Projects!.Total, account.Quotas.Projects.Used, account.Quotas.Projects.TimeUntilReset));
        Assert.Equal("P3DT2H", account.Quotas.Predictions!.TimeUntilReset);
        Assert.Empty(account.Quotas.PerProject);
    }

    [Fact]
    public async Task An_iteration_that_is_not_trained_has_no_time_of_training()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            """[{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Name":"Iteration 1","Status":"Completed","Created":"2017-12-18T22:40:36.9066667Z","LastModified":"2017-12-18T22:41:36Z","TrainedAt":"2017-12-18T22:41:36Z","IsDefault":true},{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a12","Status":"New"}]"""));

        var iterations = await server.NewClient().GetIterationsAsync(Project, Token);

        Assert.Equal(new DateTimeOffset(2017, 12, 18, 22, 41, 36, TimeSpan.Zero), iterations[0].TrainedAt);
        Assert.True(iterations[0].IsDefault);
        Assert.Equal("Iteration 1", iterations[0].ToString());
        Assert.Equal((IterationStatus.New, null, false), (iterations[1].Status, iterations[1].TrainedAt, iterations[1].IsDefault));
        Assert.All(iterations, iteration => Assert.Equal(Project, iteration.ProjectId));
    }

    [Fact]
    public async Task A_performance_knows_what_it_was_asked_of()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            """{"PerTagPerformance":[{"TagId":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","TagName":"oak","Precision":1.0,"PrecisionStdDeviation":0.0,"Recall":0.75,"RecallStdDeviation":0.1}],"Precision":0.9,"PrecisionStdDeviation":0.01,"Recall":0.8,"RecallStdDeviation":0.02}"""));
        var iteration = Guid.NewGuid();

        var performance = await server.NewClient().GetIterationPerformanceAsync(new Iteration { Id = iteration, ProjectId = Project }, 0.5, cancellation: Token);

        Assert.Equal((Project, iteration, 0.5), (performance.ProjectId, performance.IterationId, performance.Threshold));
        Assert.Equal((0.9, 0.01, 0.8, 0.02), (performance.Precision, performance.PrecisionStdDeviation, performance.Recall, performance.RecallStdDeviation));
        var tag = Assert.Single(performance.PerTagPerformance);
        Assert.Equal(("oak", 1.0, 0.0, 0.75, 0.1), (tag.TagName, tag.Precision, tag.PrecisionStdDeviation, tag.Recall, tag.RecallStdDeviation));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Session":"s","Continuation":null}""")]
    [InlineData("""{"Session":"s","Continuation":""}""")]
    public async Task A_page_whose_token_leads_nowhere_is_the_last(string token)
    {
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"Results":[],"Token":{{token}}}"""));

        Assert.Empty(await server.NewClient().GetPredictions(Project, new PredictionFilter()).ToListAsync());

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_tags_of_a_prediction_come_most_probable_first()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            """{"Results":[{"Id":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a11","Project":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","Iteration":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a12","Created":"2026-01-01T00:00:00Z","Predictions":[{"TagId":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a13","Tag":"ash","Probability":0.1},{"TagId":"2fd4b5f6-0a3f-4a2e-9f64-0f8e7b0f5a14","Tag":"oak","Probability":0.9}],"ImageUri":"http://127.0.0.1/i","ThumbnailUri":"http://127.0.0.1/t"}]}"""));

        var prediction = Assert.Single(await server.NewClient().GetPredictions(Project, new PredictionFilter()).ToListAsync());

        Assert.Equal(["oak", "ash"], prediction.Predictions.Select(tag => tag.TagName));
        Assert.Equal((Project, prediction.Id), (prediction.ProjectId, prediction.PredictionId));
        Assert.Equal("http://127.0.0.1/t", prediction.ThumbnailUri);
    }

    private static async Task<T> Ask<T>(string answer, Func<ITrainingApi, Task<T>> call)
    {
        await using var server = new ScriptedServer(ServerReply.Json(answer));
        return await call(server.NewClient());
    }
}
