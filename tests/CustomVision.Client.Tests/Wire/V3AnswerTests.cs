namespace CustomVision.Client.Tests.Wire;

/// <summary>Answers of versions 3.0 to 3.4-preview, in the shapes that were recorded or that the official examples have.</summary>
public sealed class V3AnswerTests
{
    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid Oak = new("a1111111-1111-4111-8111-111111111111");
    private static readonly Guid Id = new("b2222222-2222-4222-8222-222222222222");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_of_3_4_has_its_settings()
    {
        var project = await Ask(
            """
            {"id":"b2222222-2222-4222-8222-222222222222","name":"trees","description":"","settings":{"domainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31",
             "classificationType":"Multilabel","targetExportPlatforms":["ONNX"],"useNegativeSet":true,"detectionParameters":null,
             "imageProcessingSettings":{"augmentationMethods":{"rotation":true,"scaling":false,"horizontal flip":true}}},
             "created":"2020-11-20T05:44:55.257Z","lastModified":"2020-11-20T05:44:56.1Z","thumbnailUri":null,"drModeEnabled":false,"status":"Succeeded"}
            """,
            api => api.GetProjectAsync(Project, Token));

        Assert.Equal((Id, "trees", "", "Succeeded", false), (project.Id, project.Name, project.Description, project.Status, project.DrModeEnabled));
        var settings = project.Settings!;
        Assert.Equal(("Multilabel", true, null), (settings.ClassificationType, settings.UseNegativeSet, settings.DetectionParameters));
        Assert.Equal(["ONNX"], settings.TargetExportPlatforms);
        Assert.Equal((true, false), (settings.AugmentationMethods["horizontal flip"], settings.AugmentationMethods["scaling"]));
        Assert.Equal(257, project.Created.Millisecond);
        Assert.Null(project.CurrentIterationId);
    }

    [Fact]
    public async Task A_project_of_3_0_has_fewer_members()
    {
        var project = await Ask(
            """{"id":"b2222222-2222-4222-8222-222222222222","name":"trees","description":null,"settings":{"domainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","classificationType":"Multiclass"},"created":"2019-03-01T00:00:00Z","lastModified":"2019-03-01T00:00:00Z"}""",
            api => api.GetProjectAsync(Project, Token),
            "3.0");

        Assert.Equal((null, null, "Multiclass"), (project.Status, project.DrModeEnabled, project.Settings!.ClassificationType));
        Assert.Empty(project.Settings.TargetExportPlatforms);
    }

    [Fact]
    public async Task A_domain_tells_what_it_is_for()
    {
        var domains = await Ask(
            """
            [{"id":"0732100f-1a38-4e49-a514-c9b44c697ab5","name":"General (compact)","type":"Classification","exportable":true,"enabled":true,
              "exportablePlatforms":["VAIDK","CoreML","DockerFile","ONNX","OpenVino","TensorFlow"],"modelInformation":{"estimatedModelSizeInMegabytes":5,"description":"small"}},
             {"id":"da2e3a8a-40a5-4171-82f4-58522f70fbc1","name":"General","type":"ObjectDetection","exportable":false,"enabled":true,"exportablePlatforms":[],"modelInformation":null}]
            """,
            api => api.GetDomainsAsync(Token));

        Assert.Equal(("Classification", true, 5, "small", false), (domains[0].Type, domains[0].Exportable, domains[0].EstimatedModelSizeInMegabytes, domains[0].ModelDescription, domains[0].IsObjectDetection));
        Assert.Equal(6, domains[0].ExportablePlatforms.Count);
        Assert.Equal((true, null), (domains[1].IsObjectDetection, domains[1].EstimatedModelSizeInMegabytes));
    }

    [Fact]
    public async Task An_image_has_tags_regions_and_metadata()
    {
        var images = await Ask(
            """
            [{"id":"b2222222-2222-4222-8222-222222222222","created":"2020-11-20T05:44:56.8893231","width":1099,"height":1400,
              "resizedImageUri":"https://x/i-1?sv=1&sig=s","thumbnailUri":"https://x/t-1?sig=s","originalImageUri":"https://x/i-1?sv=1&sig=s",
              "tags":[{"tagId":"a1111111-1111-4111-8111-111111111111","tagName":"oak","created":"2020-11-20T05:44:57.1"},null],
              "regions":[{"regionId":"c3333333-3333-4333-8333-333333333333","tagName":"oak","created":"2020-11-20T05:44:58","tagId":"a1111111-1111-4111-8111-111111111111","left":0.4007353,"top":0.378543377,"width":1.1920929E-07,"height":0.5}],
              "metadata":{"shift":"night","line":null}},
             {"id":"d4444444-4444-4444-8444-444444444444","created":"2020-11-20T05:44:56","width":1,"height":2,"resizedImageUri":null,"thumbnailUri":null,"originalImageUri":null}]
            """,
            api => api.GetImages(Project, new ImageFilter()).ToListAsync());

        var image = images[0];
        Assert.Equal(TimeSpan.Zero, image.Created.Offset);
        Assert.Equal("oak", image.TagNames);
        var region = Assert.Single(image.Regions);
        Assert.Equal((Id, Oak, "oak", 0.4007353, 0.378543377, Project), (region.ImageId, region.TagId, region.TagName, region.Left, region.Top, region.ProjectId));
        Assert.Equal(("night", ""), (image.Metadata["shift"], image.Metadata["line"]));
        Assert.Empty(images[1].Tags);
        Assert.Empty(images[1].Regions);
        Assert.Empty(images[1].Metadata);
    }

    [Fact]
    public async Task A_207_has_a_status_for_each_image_whatever_it_is()
    {
        string[] statuses =
        [
            "OK", "OKDuplicate", "ErrorSource", "ErrorImageFormat", "ErrorImageSize", "ErrorStorage", "ErrorLimitExceed", "ErrorTagLimitExceed", "ErrorRegionLimitExceed",
            "ErrorUnknown", "ErrorNegativeAndRegularTagOnSameImage", "ErrorImageDimensions", "ErrorInvalidTag", "ErrorInvalidRegion", "ErrorOfNextYear",
        ];
        const string Image = """{"id":"b2222222-2222-4222-8222-222222222222","created":"2020-11-20T05:44:56","width":1,"height":2,"tags":[{"tagId":"a1111111-1111-4111-8111-111111111111","tagName":null,"created":"2020-11-20T05:44:56"}]}""";
        var results = statuses.Reverse().Select(status => $$"""{"sourceUrl":"http://127.0.0.1/{{status}}","status":"{{status}}","image":{{(status.StartsWith("OK", StringComparison.Ordinal) ? Image : "null")}}}""");
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"isBatchSuccessful":false,"images":[{{string.Join(",", results)}}]}""", status: 207));

        var answers = await Api(server).CreateImagesAsync(Project, [.. statuses.Select(status => new ImageEntry(ImageSource.Url, $"http://127.0.0.1/{status}", [Oak]))], Token);

        Assert.Equal(statuses, answers.Select(answer => answer!.Status));
        Assert.Equal(statuses.Select(status => status.StartsWith("OK", StringComparison.Ordinal)), answers.Select(answer => answer!.IsStored));
        Assert.Equal(statuses.Select(status => status.StartsWith("OK", StringComparison.Ordinal)), answers.Select(answer => answer!.Image is not null));
    }

    [Fact]
    public async Task Regions_are_matched_by_rectangle_and_told_apart_by_outcome()
    {
        ImageRegion[] regions = [Region(0.1f), Region(0.2f), Region(0.3f), Region(0.1f), Region(0.4f)];

        var results = await Ask(
            $$"""{"created":[{{Json(0.2f, "created")}},{{Json(0.1f, "created")}}],"duplicated":[{{Json(0.3f, null)}}],"exceeded":[{{Json(0.4f, null)}}]}""",
            api => api.CreateImageRegionsAsync(Project, regions, Token));

        Assert.Equal(["Created", "Created", "Duplicate", "Created", "LimitExceeded"], results.Select(result => result.Status));
        Assert.Equal([true, true, true, true, false], results.Select(result => result.IsStored));
        Assert.NotEqual(Guid.Empty, results[0].Region.RegionId);
        Assert.Equal(Id, results[0].Region.ImageId);

        static ImageRegion Region(float left) => new() { ImageId = Id, TagId = Oak, Left = left, Top = 0.5f, Width = 0.1f, Height = 0.1f };

        // Six decimals, as the service writes them.
        static string Json(float left, string? kind) => FormattableString.Invariant(
            $$"""{"imageId":"{{Id}}",{{(kind is null ? "" : $"\"regionId\":\"{Guid.NewGuid()}\",\"tagName\":null,\"created\":\"2020-11-20T05:44:58\",")}}"tagId":"{{Oak}}","left":{{left:0.000000}},"top":0.5,"width":0.1,"height":0.1}""");
    }

    [Fact]
    public async Task An_iteration_tells_how_it_was_trained_and_published()
    {
        var iteration = await Ask(
            """
            {"id":"b2222222-2222-4222-8222-222222222222","name":"Iteration 2","status":"Completed","created":"2020-11-20T05:44:00.5Z","lastModified":"2020-11-20T05:45:00.5Z","trainedAt":"2020-11-20T05:44:59.2Z",
             "projectId":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","exportable":true,"exportableTo":["CoreML","ONNX"],"domainId":"0732100f-1a38-4e49-a514-c9b44c697ab5","classificationType":"Multiclass","trainingType":"Advanced",
             "reservedBudgetInHours":2,"trainingTimeInMinutes":61,"publishName":"trees","originalPublishResourceId":"/subscriptions/s","customBaseModelInfo":{"projectId":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","iterationId":"a1111111-1111-4111-8111-111111111111"},"trainingErrorDetails":null}
            """,
            api => api.GetIterationAsync(Project, Id, Token));

        Assert.Equal(("Completed", "trees", "/subscriptions/s", true), (iteration.Status, iteration.PublishName, iteration.OriginalPublishResourceId, iteration.IsPublished));
        Assert.Equal(("Advanced", 2, 61, "Multiclass"), (iteration.TrainingType, iteration.ReservedBudgetInHours, iteration.TrainingTimeInMinutes, iteration.ClassificationType));
        Assert.Equal((true, Oak, Project), (iteration.Exportable, iteration.BaseIterationId, iteration.ProjectId));
        Assert.Equal(["CoreML", "ONNX"], iteration.ExportableTo);
    }

    [Fact]
    public async Task A_performance_has_average_precision()
    {
        var performance = await Ask(
            """{"perTagPerformance":[{"id":"a1111111-1111-4111-8111-111111111111","name":"oak","precision":0.0,"precisionStdDeviation":0.0,"recall":0.0,"recallStdDeviation":0.0,"averagePrecision":0.237}],"precision":1.0,"precisionStdDeviation":0.0,"recall":0.9,"recallStdDeviation":0.1,"averagePrecision":0.95}""",
            api => api.GetIterationPerformanceAsync(new Iteration { Id = Id, ProjectId = Project }, 0.5, 0.3, Token));

        Assert.Equal((0.95, 0.3), (performance.AveragePrecision, performance.OverlapThreshold));
        Assert.Equal((Oak, "oak", 0.237), (performance.PerTagPerformance[0].TagId, performance.PerTagPerformance[0].TagName, performance.PerTagPerformance[0].AveragePrecision));
    }

    [Fact]
    public async Task A_detection_has_boxes_and_is_sorted()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            """
            {"id":"b2222222-2222-4222-8222-222222222222","project":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","iteration":"c3333333-3333-4333-8333-333333333333","created":"2020-11-20T05:44:00.5Z",
             "predictions":[{"probability":0.01,"tagId":"a1111111-1111-4111-8111-111111111111","tagName":"oak","boundingBox":{"left":0.1,"top":0.2,"width":0.3,"height":0.4},"tagType":"Regular"},
             {"probability":8.79471951E-13,"tagId":"a1111111-1111-4111-8111-111111111111","tagName":"oak","boundingBox":{"left":0.0,"top":0.0,"width":1.0,"height":1.0}},
             {"probability":0.71405226,"tagId":"a1111111-1111-4111-8111-111111111111","tagName":"oak","boundingBox":{"left":0.5,"top":0.5,"width":0.25,"height":0.25}}]}
            """));
        var client = new CustomVisionClient(server.NewConnection(version: ApiVersion.Parse("3.3")));

        var prediction = await client.Prediction.PredictAsync(
            Project, new ImageEntry(ImageSource.Url, "http://127.0.0.1/a.jpg"), new PredictionOptions { PublishedName = "trees", IsObjectDetection = true }, Token);

        Assert.Equal([0.71405226, 0.01, 8.79471951E-13], prediction.Predictions.Select(tag => tag.Probability));
        Assert.Equal(new BoundingBox { Left = 0.1, Top = 0.2, Width = 0.3, Height = 0.4 }, prediction.Predictions[1].BoundingBox);
        Assert.Equal("Regular", prediction.Predictions[1].TagType);
    }

    [Fact]
    public async Task Stored_predictions_are_read_to_the_last_page_with_the_token_as_it_came()
    {
        const string Continues = """{"session":"2:4193186","continuation":"p 2","maxCount":1,"orderBy":"Newest","tags":null,"iterationId":null,"later":[1.50]}""";
        await using var server = new ScriptedServer(
            ServerReply.Json($$"""{"token":{{Continues}},"results":[{{Stored("b2222222-2222-4222-8222-222222222222")}}]}"""),
            ServerReply.Json($$"""{"token":{"session":"2:4193186","continuation":null},"results":[null,{{Stored("d4444444-4444-4444-8444-444444444444")}}]}"""));

        var all = await Api(server).GetPredictions(Project, new PredictionFilter { PageSize = 1 }).ToListAsync();

        Assert.Equal(2, all.Count);
        Assert.Equal("https://x/o", all[0].OriginalImageUri);
        Assert.Equal(Continues, System.Text.Encoding.UTF8.GetString(server.Requests[1].Body));
    }

    [Fact]
    public async Task More_than_two_tags_are_filtered_by_the_client()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            $$"""{"token":{},"results":[{{Stored("b2222222-2222-4222-8222-222222222222")}},{{Stored("d4444444-4444-4444-8444-444444444444", 0.1)}}]}"""));

        var some = await Api(server).GetPredictions(Project, new PredictionFilter { TagIds = [Oak, Id, Project], Threshold = 0.5 }).ToListAsync();

        Assert.Equal(Id, Assert.Single(some).Id);
        Assert.DoesNotContain("tags", Assert.Single(server.Requests).BodyText);
    }

    [Fact]
    public async Task More_than_twenty_tags_of_images_are_filtered_by_the_client()
    {
        Guid[] tags = [Oak, .. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
        Guid[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];
        var images = ids.Select((id, index) => $$"""{"id":"{{id}}","tags":[{{(index == 1 ? "" : $$"""{"tagId":"{{Oak}}"}""")}}]}""");
        await using var server = new ScriptedServer(_ => ServerReply.Json($"[{string.Join(',', images)}]"));
        var filter = new ImageFilter { TagIds = tags, Skip = 1 };

        Assert.Equal(ids[2], Assert.Single(await Api(server).GetImages(Project, filter).ToListAsync()).Id);
        Assert.Equal(ids[2], Assert.Single(await Api(server).GetImagePerformances(Project, Id, filter).ToListAsync()).Id);
        Assert.Equal(2, await Api(server).CountImagePerformancesAsync(Project, Id, tags, TestContext.Current.CancellationToken));
        Assert.All(server.Requests, request => Assert.DoesNotContain("tagIds", request.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suggestions_and_proposals_are_read()
    {
        var suggestion = Assert.Single(await Ask(
            """[{"id":"b2222222-2222-4222-8222-222222222222","project":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","iteration":"c3333333-3333-4333-8333-333333333333","created":"2020-11-20T05:44:00.5123","predictions":[{"probability":0.9,"tagId":"a1111111-1111-4111-8111-111111111111","tagName":"oak"}],"predictionUncertainty":1.1411630111979321E-05}]""",
            api => api.SuggestAsync(Project, Id, [Id], Token)));
        var proposal = Assert.Single(await Ask(
            """{"projectId":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","imageId":"b2222222-2222-4222-8222-222222222222","proposals":[{"confidence":0.096,"boundingBox":{"left":0.1,"top":0.2,"width":0.3,"height":0.4}}]}""",
            api => api.GetImageRegionProposalsAsync(Project, Id, Token)));
        var counts = await Ask($$"""{"{{Oak}}":1,"{{Id}}":0}""", api => api.CountSuggestionsAsync(Project, Id, [Oak], 0.5, Token));

        Assert.Equal((Id, 1.1411630111979321E-05, "oak"), (suggestion.ImageId, suggestion.PredictionUncertainty, suggestion.Predictions[0].TagName));
        Assert.Equal((0.096, 0.3), (proposal.Confidence, proposal.BoundingBox.Width));
        Assert.Equal((1, 0), (counts[Oak], counts[Id]));
    }

    [Fact]
    public async Task An_export_of_a_project_hides_its_token()
    {
        const string Sas = "https://x/prjexp-1/project-export-info?sv=1&sig=topsecret&sp=r";
        var export = await Ask(
            $$"""{"iterationCount":1,"imageCount":10,"tagCount":4,"regionCount":0,"estimatedImportTimeInMS":5081,"token":"{{Sas}}"}""",
            api => api.ExportProjectAsync(Project, Token));

        Assert.Equal((1, 10, 4, TimeSpan.FromMilliseconds(5081)), (export.IterationCount, export.ImageCount, export.TagCount, export.EstimatedImportTime));
        Assert.Equal(Sas.Length, export.Token!.Length);
        Assert.DoesNotContain("topsecret", System.Text.Json.JsonSerializer.Serialize(export.ToString()));
    }

    [Fact]
    public async Task Publishing_again_under_the_same_name_is_success_and_under_another_is_an_error()
    {
        const string Refusal = """{"code":"BadRequestIterationIsPublished","message":"Iteration is already published as: trees"}""";
        const string Published = """{"id":"b2222222-2222-4222-8222-222222222222","name":"Iteration 1","publishName":"trees"}""";
        await using var server = new ScriptedServer(request => request.Method == "POST" ? ServerReply.Json(Refusal, 400) : ServerReply.Json(Published));

        await Api(server).PublishIterationAsync(Project, Id, "trees", "/r", false, Token);
        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => Api(server).PublishIterationAsync(Project, Id, "other", "/r", false, Token));

        Assert.Equal("BadRequestIterationIsPublished", error.ServiceCode);
    }

    [Fact]
    public async Task An_export_that_exists_is_found_again()
    {
        const string Refusal = """{"code":"BadRequestExportAlreadyInProgress","message":"b2222222-2222-4222-8222-222222222222 is already queued for export"}""";
        const string Exports = """[{"platform":"TensorFlow","status":"Done","downloadUri":"https://x/t.zip","flavor":null,"newerVersionAvailable":false},{"platform":"ONNX","status":"Exporting","downloadUri":null,"flavor":"ONNX12","newerVersionAvailable":false}]""";
        await using var server = new ScriptedServer(request => request.Method == "POST" ? ServerReply.Json(Refusal, 400) : ServerReply.Json(Exports));

        var export = await Api(server).ExportIterationAsync(new Iteration { Id = Id, ProjectId = Project }, "onnx", "onnx12", Token);

        Assert.Equal(("ONNX", "Exporting", Id), (export.Platform, export.Status, export.IterationId));
    }

    [Theory]
    [InlineData("3.0", "suggestions", "3.1")]
    [InlineData("3.0", "copying projects", "3.2")]
    [InlineData("3.2", "metadata", "3.3")]
    [InlineData("3.3", "training from another iteration", "3.4-preview")]
    [InlineData("1.0", "regions", "3.0")]
    public async Task What_a_version_cannot_do_names_the_version_that_can_and_sends_nothing(string version, string what, string required)
    {
        await using var server = new ScriptedServer(ServerReply.Json("{}"));
        var api = Api(server, version);

        var error = await Assert.ThrowsAsync<UnsupportedByVersionException>(() => what switch
        {
            "suggestions" => api.SuggestAsync(Project, Id, [Id], Token),
            "copying projects" => api.ExportProjectAsync(Project, Token),
            "metadata" => api.UpdateImageMetadataAsync(Project, [Id], new Dictionary<string, string>(), Token),
            "regions" => api.CreateImageRegionsAsync(Project, [], Token),
            _ => api.TrainProjectAsync(Project, new TrainingOptions { BaseIteration = new BaseIteration(Project, Id) }, Token),
        });

        Assert.Equal($"Version {version} of the service doesn't support {what}. Connect with -ApiVersion {required}.", error.Message);
        Assert.Empty(server.Requests);
    }

    private static string Stored(string id, double probability = 0.9) => FormattableString.Invariant(
        $$"""{"resizedImageUri":"https://x/r","thumbnailUri":"https://x/t","originalImageUri":"https://x/o","domain":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","id":"{{id}}","project":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","iteration":"c3333333-3333-4333-8333-333333333333","created":"2020-11-20T05:44:00.5Z","predictions":[{"probability":{{probability}},"tagId":"a1111111-1111-4111-8111-111111111111","tagName":"oak"}]}""");

    private static async Task<T> Ask<T>(string answer, Func<ITrainingApi, Task<T>> call, string version = "3.4-preview")
    {
        await using var server = new ScriptedServer(ServerReply.Json(answer));
        return await call(Api(server, version));
    }

    private static ITrainingApi Api(ScriptedServer server, string version = "3.4-preview") =>
        new CustomVisionClient(server.NewConnection(version: ApiVersion.Parse(version)), new RequestOptions { MaxRetry = 0 }).Training;
}
