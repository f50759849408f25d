using System.Text;

namespace CustomVision.Client.Tests.Wire;

/// <summary>What each operation of versions 3.0 to 3.4-preview puts on the wire, to the letter.</summary>
public sealed class V3RequestTests : IDisposable
{
    private const string Something = """{"id":"00000000-0000-0000-0000-000000000001","name":"n","description":"d","type":"Regular"}""";
    private const string Resource = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/p";

    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid First = new("a1111111-1111-4111-8111-111111111111");
    private static readonly Guid Second = new("b2222222-2222-4222-8222-222222222222");
    private static readonly string P = $"projects/{Project}";
    private static readonly string I = $"{P}/iterations/{First}";
    private static readonly Iteration Iteration = new() { Id = First, ProjectId = Project, Name = "Iteration 1" };
    private static readonly ImageRegion Region = new() { ImageId = First, TagId = Second, Left = 0.25, Top = 0.5, Width = 0.125, Height = 0.0625 };
    private const string RegionJson = """{"tagId":"b2222222-2222-4222-8222-222222222222","left":0.25,"top":0.5,"width":0.125,"height":0.0625}""";

    private static readonly Case[] Cases =
    [
        new("GetDomains", "GET", "domains", "[]", api => api.GetDomainsAsync(Token)),
        new("GetDomain", "GET", $"domains/{First}", Something, api => api.GetDomainAsync(First, Token)),
        new("GetProjects", "GET", "projects", "[]", api => api.GetProjectsAsync(Token)),
        new("CreateProject", "POST", "projects?name=Birds%20%26%20bees&classificationType=Multiclass&targetExportPlatforms=ONNX,CoreML", Something,
            api => api.CreateProjectAsync(new NewProject("Birds & bees") { ClassificationType = "Multiclass", TargetExportPlatforms = ["ONNX", "CoreML"] }, Token)),
        new("CreateProject", "POST", "projects?name=b", Something,
            api => api.CreateProjectAsync(new NewProject("b") { ExportModelContainerUri = "https://a.blob.core.windows.net/m", NotificationQueueUri = "https://a.queue.core.windows.net/q" }, Token),
            """{"exportModelContainerUri":"https://a.blob.core.windows.net/m","notificationQueueUri":"https://a.queue.core.windows.net/q"}"""),
        new("GetProject", "GET", P, Something, api => api.GetProjectAsync(Project, Token)),
        new("DeleteProject", "DELETE", P, "", api => api.DeleteProjectAsync(Project, Token)),
        new("UpdateProject", "PATCH", P, """{"id":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","name":"bees","description":"","settings":{"domainId":"a1111111-1111-4111-8111-111111111111","classificationType":"Multilabel","targetExportPlatforms":[],"useNegativeSet":true}}""",
            api => api.UpdateProjectAsync(Project, new ProjectUpdate { ClassificationType = "Multiclass" }, Token),
            """{"name":"bees","description":"","settings":{"domainId":"a1111111-1111-4111-8111-111111111111","classificationType":"Multiclass","targetExportPlatforms":[],"useNegativeSet":true}}"""),
        new("UpdateProject", "PATCH", P, """{"id":"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80","name":"bees","description":"d"}""",
            api => api.UpdateProjectAsync(Project, new ProjectUpdate { Name = "wasps" }, Token), """{"name":"wasps","description":"d"}"""),
        new("ExportProject", "GET", $"{P}/export", """{"token":"https://x/prjexp?sig=a"}""", api => api.ExportProjectAsync(Project, Token)),
        new("ImportProject", "POST", "projects/import?token=https%3A%2F%2Fx%2Fi%3Fsig%3Da%2Bb%253D&name=copy%201", Something,
            api => api.ImportProjectAsync(Secret.From("https://x/i?sig=a+b%3D"), "copy 1", Token)),
        new("GetArtifact", "GET", $"{P}/artifacts?path=%2Fi-1%2Fi-2", "bytes", api => api.GetArtifactAsync(Project, "/i-1/i-2", Token)),
        new("GetTags", "GET", $"{P}/tags?iterationId={First}", "[]", api => api.GetTagsAsync(Project, First, Token)),
        new("GetTag", "GET", $"{P}/tags/{First}", Something, api => api.GetTagAsync(Project, First, null, Token)),
        new("CreateTag", "POST", $"{P}/tags?name=none&type=Negative", Something, api => api.CreateTagAsync(Project, "none", null, "Negative", Token)),
        new("UpdateTag", "PATCH", $"{P}/tags/{First}", Something, api => api.UpdateTagAsync(Project, First, new TagUpdate { Name = "oak" }, Token),
            """{"name":"oak","description":"d","type":"Regular"}"""),
        new("DeleteTag", "DELETE", $"{P}/tags/{First}", "", api => api.DeleteTagAsync(Project, First, Token)),
        new("GetImages", "GET", $"{P}/images?tagIds={First},{Second}&taggingStatus=Tagged&$filter=metadata%3Da%20eq%20%271%27&orderBy=Oldest&take=7&skip=3", "[]",
            api => api.GetImages(Project, new ImageFilter { TagIds = [First, Second], Status = TaggingStatus.Tagged, MetadataFilter = "a eq '1'", OrderBy = ImageOrder.Oldest, PageSize = 7, Skip = 3 }).NextPageAsync(Token)),
        new("GetTaggedImages", "GET", $"{P}/images/tagged?iterationId={Second}&tagIds={First}&orderBy=Newest&take=100&skip=0", "[]",
            api => api.GetImages(Project, new ImageFilter { TagIds = [First], IterationId = Second }).NextPageAsync(Token), version: "3.2"),
        new("GetUntaggedImages", "GET", $"{P}/images/untagged?orderBy=Newest&take=100&skip=0", "[]",
            api => api.GetImages(Project, new ImageFilter { Status = TaggingStatus.Untagged }).NextPageAsync(Token), version: "3.0"),
        new("GetImageCount", "GET", $"{P}/images/count?taggingStatus=All&tagIds={First}", "3", api => api.CountImagesAsync(Project, new ImageFilter { TagIds = [First] }, Token)),
        new("GetTaggedImageCount", "GET", $"{P}/images/tagged/count?tagIds={First}", "3", api => api.CountImagesAsync(Project, new ImageFilter { TagIds = [First] }, Token), version: "3.2"),
        new("GetUntaggedImageCount", "GET", $"{P}/images/untagged/count", "3", api => api.CountImagesAsync(Project, new ImageFilter { Status = TaggingStatus.Untagged }, Token), version: "3.2"),
        new("GetImagesByIds", "GET", $"{P}/images/id?imageIds={First},{Second}", "[]", api => api.GetImagesByIdAsync(Project, [First, Second], null, Token)),
        new("DeleteImages", "DELETE", $"{P}/images?imageIds={First},{Second}", "", api => api.DeleteImagesAsync(Project, [First, Second], false, Token)),
        new("DeleteImages", "DELETE", $"{P}/images?allImages=true&allIterations=true", "", api => api.DeleteAllImagesAsync(Project, true, Token)),
        new("CreateImagesFromUrls", "POST", $"{P}/images/urls", """{"isBatchSuccessful":true,"images":[]}""",
            api => api.CreateImagesAsync(Project, [new ImageEntry(ImageSource.Url, "http://127.0.0.1/a.jpg", [First]) { Regions = [Region], Metadata = new Dictionary<string, string> { ["shift"] = "night" } }], Token),
            $$$"""{"images":[{"url":"http://127.0.0.1/a.jpg","tagIds":["{{{First}}}"],"regions":[{{{RegionJson}}}]}],"metadata":{"shift":"night"}}"""),
        new("CreateImagesFromPredictions", "POST", $"{P}/images/predictions", """{"isBatchSuccessful":true,"images":[]}""",
            api => api.CreateImagesAsync(Project, [new ImageEntry(ImageSource.Prediction, $"{Second}", [First])], Token),
            $$$"""{"images":[{"id":"{{{Second}}}","tagIds":["{{{First}}}"]}]}"""),
        new("CreateImageTags", "POST", $"{P}/images/tags", $$"""{"created":[{"imageId":"{{First}}","tagId":"{{Second}}"}]}""", api => api.AddImageTagAsync(Project, First, Second, Token),
            $$$"""{"tags":[{"imageId":"{{{First}}}","tagId":"{{{Second}}}"}]}"""),
        new("DeleteImageTags", "DELETE", $"{P}/images/tags?imageIds={First}&tagIds={Second}", "", api => api.RemoveImageTagAsync(Project, First, new ImageTag { TagId = Second }, Token)),
        new("UpdateImageMetadata", "POST", $"{P}/images/metadata?imageIds={First},{Second}", """{"isBatchSuccessful":true,"images":[]}""",
            api => api.UpdateImageMetadataAsync(Project, [First, Second], new Dictionary<string, string> { ["shift"] = "night" }, Token), """{"shift":"night"}"""),
        new("CreateImageRegions", "POST", $"{P}/images/regions", """{"created":[]}""", api => api.CreateImageRegionsAsync(Project, [Region, Region], Token),
            $$$"""{"regions":[{"imageId":"{{{First}}}",{{{RegionJson[1..]}}}]}"""),
        new("DeleteImageRegions", "DELETE", $"{P}/images/regions?regionIds={First},{Second}", "", api => api.DeleteImageRegionsAsync(Project, [First, Second], Token)),
        new("GetImageRegionProposals", "POST", $"{P}/images/{First}/regionproposals", "{}", api => api.GetImageRegionProposalsAsync(Project, First, Token)),
        new("SuggestTagsAndRegions", "POST", $"{P}/tagsandregions/suggestions?iterationId={First}&imageIds={First},{Second}", "[]", api => api.SuggestAsync(Project, First, [First, Second], Token)),
        new("QuerySuggestedImages", "POST", $"{P}/images/suggested?iterationId={First}", """{"token":{},"results":[]}""",
            api => api.GetSuggestions(Project, First, new SuggestionFilter { TagIds = [Second], Threshold = 0.25 }).NextPageAsync(Token),
            $$$"""{"tagIds":["{{{Second}}}"],"threshold":0.25,"session":"","maxCount":64,"sortBy":"UncertaintyAscending"}"""),
        new("QuerySuggestedImageCount", "POST", $"{P}/images/suggested/count?iterationId={First}", "{}", api => api.CountSuggestionsAsync(Project, First, [Second], 0.25, Token),
            $$$"""{"tagIds":["{{{Second}}}"],"threshold":0.25}"""),
        new("TrainProject", "POST", $"{P}/train?reservedBudgetInHours=0&forceTrain=false", Something, api => api.TrainProjectAsync(Project, null, Token)),
        new("TrainProject", "POST", $"{P}/train?trainingType=Advanced&reservedBudgetInHours=3&forceTrain=true&notificationEmailAddress=a%40b.c", Something,
            api => api.TrainProjectAsync(
                Project,
                new TrainingOptions { TrainingType = "Advanced", ReservedBudgetInHours = 3, Force = true, NotificationEmailAddress = "a@b.c", SelectedTags = [First], BaseIteration = new BaseIteration(Project, Second) },
                Token),
            $$$"""{"selectedTags":["{{{First}}}"],"customBaseModelInfo":{"projectId":"{{{Project}}}","iterationId":"{{{Second}}}"}}"""),
        new("GetIterations", "GET", $"{P}/iterations", "[]", api => api.GetIterationsAsync(Project, Token)),
        new("GetIteration", "GET", I, Something, api => api.GetIterationAsync(Project, First, Token)),
        new("UpdateIteration", "PATCH", I, Something, api => api.UpdateIterationAsync(Project, First, new IterationUpdate { Name = "best" }, Token), """{"name":"best"}"""),
        new("DeleteIteration", "DELETE", I, "", api => api.DeleteIterationAsync(Project, First, Token)),
        new("PublishIteration", "POST", $"{I}/publish?publishName=my%20model&predictionId={Uri.EscapeDataString(Resource)}&overwrite=true", "true",
            api => api.PublishIterationAsync(Project, First, "my model", Resource, true, Token)),
        new("UnpublishIteration", "DELETE", $"{I}/publish", "", api => api.UnpublishIterationAsync(Project, First, Token)),
        new("GetIterationPerformance", "GET", $"{I}/performance?threshold=0.5&overlapThreshold=0.3", "{}", api => api.GetIterationPerformanceAsync(Iteration, 0.5, 0.3, Token)),
        new("GetImagePerformances", "GET", $"{I}/performance/images?tagIds={Second}&orderBy=Newest&take=100&skip=0", "[]",
            api => api.GetImagePerformances(Project, First, new ImageFilter { TagIds = [Second] }).NextPageAsync(Token)),
        new("GetImagePerformanceCount", "GET", $"{I}/performance/images/count", "2", api => api.CountImagePerformancesAsync(Project, First, [], Token)),
        new("GetExports", "GET", $"{I}/export", "[]", api => api.GetExportsAsync(Iteration, Token)),
        new("ExportIteration", "POST", $"{I}/export?platform=ONNX&flavor=ONNX12", "{}", api => api.ExportIterationAsync(Iteration, "ONNX", "ONNX12", Token)),
        new("QuickTestImageUrl", "POST", $"{P}/quicktest/url?iterationId={First}&store=false", Something,
            api => api.QuickTestAsync(Project, new ImageEntry(ImageSource.Url, "http://127.0.0.1/a.jpg"), First, false, Token), """{"url":"http://127.0.0.1/a.jpg"}"""),
        new("QueryPredictions", "POST", $"{P}/predictions/query", """{"token":{},"results":[]}""",
            api => api.GetPredictions(Project, new PredictionFilter { TagIds = [First], Threshold = 0.5, IterationId = Second, StartTime = DateTimeOffset.UnixEpoch, Source = "door" }).NextPageAsync(Token),
            $$$"""{"maxCount":64,"orderBy":"Newest","tags":[{"id":"{{{First}}}","minThreshold":0.5}],"iterationId":"{{{Second}}}","startTime":"1970-01-01T00:00:00Z","application":"door"}"""),
        new("DeletePrediction", "DELETE", $"{P}/predictions?ids={First},{Second}", "", api => api.DeletePredictionsAsync(Project, [First, Second], Token)),
    ];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Cases.Length)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task An_operation_sends_what_the_description_says(int index)
    {
        var (operation, method, path, answer, call, body, version) = Cases[index];
        var records = new List<RequestRecord>();
        await using var server = new ScriptedServer(_ => answer.Length == 0 ? ServerReply.Empty(204) : ServerReply.Json(answer));

        await call(Api(server, version, records));

        var request = server.Requests[^1]; // an update first reads what it doesn't change
        Assert.Equal($"{method} /customvision/v{version}/training/{path}", request.Line);
        Assert.Equal(body, Encoding.UTF8.GetString(request.Body));
        Assert.Equal(ServerConnections.Key, request.Header("Training-key"));
        Assert.Equal(body.Length == 0 ? null : "application/json; charset=utf-8", request.Header("Content-Type"));
        Assert.Equal(operation, records[^1].Operation);
    }

    [Fact]
    public async Task Files_with_the_same_tags_are_sent_as_they_are()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"isBatchSuccessful":true,"images":[]}"""));

        await Api(server).CreateImagesAsync(Project, [File("a.jpg", [1, 2, 3], First, Second), File("b.jpg", [4], First, Second)], Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST /customvision/v3.3/training/{P}/images?tagIds={First},{Second}", request.Line);
        Assert.StartsWith("multipart/form-data; boundary=", request.Header("Content-Type"));
        Assert.Equal(request.Body.Length.ToString(), request.Header("Content-Length"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(49151)]
    [InlineData(49152)]
    [InlineData(49153)]
    [InlineData(150001)]
    public async Task A_file_with_regions_is_sent_as_base64_with_a_known_length(int length)
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"isBatchSuccessful":true,"images":[]}"""));
        var content = new byte[length];
        new Random(7).NextBytes(content);
        var plain = new ImageEntry(ImageSource.File, folder.Write("ö \"b\".jpg", [1, 2]), [First]) { Metadata = Night, Regions = [] };
        var withRegion = new ImageEntry(ImageSource.File, folder.Write("a.jpg", content)) { Regions = [Region], Metadata = Night };

        await Api(server).CreateImagesAsync(Project, [withRegion, plain], Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST /customvision/v3.3/training/{P}/images/files", request.Line);
        Assert.Equal(request.Body.Length.ToString(), request.Header("Content-Length"));
        Assert.Equal(
            $$$"""{"images":[{"name":"a.jpg","regions":[{{{RegionJson}}}],"contents":"{{{Convert.ToBase64String(content)}}}"},{"name":"___b_.jpg","tagIds":["{{{First}}}"],"contents":"AQI="}],"metadata":{"shift":"night"}}""",
            Encoding.UTF8.GetString(request.Body));
    }

    [Fact]
    public async Task QuickTestImage_streams_the_file()
    {
        var records = new List<RequestRecord>();
        await using var server = new ScriptedServer(ServerReply.Json(Something));

        await Api(server, "3.3", records).QuickTestAsync(Project, File("a.jpg", [1, 2, 3]), null, true, Token);

        Assert.Equal($"POST /customvision/v3.3/training/{P}/quicktest/image", Assert.Single(server.Requests).Line);
        Assert.Equal("QuickTestImage", Assert.Single(records).Operation);
    }

    [Theory]
    [InlineData(false, false, true, "ClassifyImage", "classify/iterations/my%20model/image")]
    [InlineData(false, false, false, "ClassifyImageWithNoStore", "classify/iterations/my%20model/image/nostore")]
    [InlineData(false, true, true, "ClassifyImageUrl", "classify/iterations/my%20model/url")]
    [InlineData(false, true, false, "ClassifyImageUrlWithNoStore", "classify/iterations/my%20model/url/nostore")]
    [InlineData(true, false, true, "DetectImage", "detect/iterations/my%20model/image")]
    [InlineData(true, false, false, "DetectImageWithNoStore", "detect/iterations/my%20model/image/nostore")]
    [InlineData(true, true, true, "DetectImageUrl", "detect/iterations/my%20model/url")]
    [InlineData(true, true, false, "DetectImageUrlWithNoStore", "detect/iterations/my%20model/url/nostore")]
    public async Task A_prediction_names_the_published_iteration(bool detects, bool isUrl, bool store, string operation, string path)
    {
        var records = new List<RequestRecord>();
        await using var server = new ScriptedServer(ServerReply.Json(Something));
        var connection = new CustomVisionConnection(server.Endpoint, predictionKey: Secret.From(ServerConnections.Key)) { Version = ApiVersion.Parse("3.3") };
        var client = new CustomVisionClient(connection, null, record => { records.Add(record); return Task.CompletedTask; });
        var image = isUrl ? new ImageEntry(ImageSource.Url, "http://127.0.0.1/a.jpg") : File("a.jpg", [1, 2, 3]);

        await client.Prediction.PredictAsync(
            Project, image, new PredictionOptions { PublishedName = "my model", IsObjectDetection = detects, Store = store, Application = "the door" }, Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST /customvision/v3.1/prediction/{Project}/{path}?application=the%20door", request.Line);
        Assert.Equal(ServerConnections.Key, request.Header("Prediction-key"));
        Assert.Equal(operation, Assert.Single(records).Operation);
        Assert.Equal(isUrl ? """{"url":"http://127.0.0.1/a.jpg"}""" : null, isUrl ? Encoding.UTF8.GetString(request.Body) : null);
    }

    [Fact]
    public void Each_operation_of_the_training_descriptions_has_a_case()
    {
        // The two that stream a file have tests of their own.
        string[] streamed = ["CreateImagesFromData", "CreateImagesFromFiles", "QuickTestImage"];
        string[] prediction = [.. OperationNames.All.Where(name => name.StartsWith("Classify", StringComparison.Ordinal) || name.StartsWith("Detect", StringComparison.Ordinal))];
        string[] v1 =
        [
            "DeleteImageLabel", "GetAccountInfo", "GetAllTaggedImages", "GetAllUntaggedImages", "GetImagesByTags", "GetNextPredictionResults",
            "GetPredictionResults", "PostImageLabel", "PredictImage", "PredictImageUrl",
        ];

        Assert.Equal(OperationNames.All.Except(v1).Except(prediction).Except(streamed).Order(), Cases.Select(one => one.Operation).Distinct().Order());
        Assert.Equal(8, prediction.Length);
        Assert.Equal(60, OperationNames.All.Except(v1).Count());
    }

    private static Dictionary<string, string> Night => new() { ["shift"] = "night" };

    private static ITrainingApi Api(ScriptedServer server, string version = "3.3", List<RequestRecord>? records = null) => new CustomVisionClient(
        server.NewConnection(version: ApiVersion.Parse(version)),
        new RequestOptions { MaxRetry = 0 },
        record =>
        {
            records?.Add(record);
            return Task.CompletedTask;
        }).Training;

    private ImageEntry File(string name, byte[] content, params Guid[] tags) => new(ImageSource.File, folder.Write(name, content), tags);

    private sealed record Case(
        string Operation, string Method, string Path, string Answer, Func<ITrainingApi, Task> Call, string Body = "", string version = "3.4-preview")
    {
        public string Version => version;

        public void Deconstruct(out string operation, out string method, out string path, out string answer, out Func<ITrainingApi, Task> call, out string body, out string apiVersion) =>
            (operation, method, path, answer, call, body, apiVersion) = (Operation, Method, Path, Answer, Call, Body, Version);
    }
}
