using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Exporting;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>What client programs of the real service send, in their order and their spelling.</summary>
public sealed class ReplayTests
{
    /// <summary>Microsoft's quickstart in Python: one batch with a tag for each entry, an empty body to train and to publish.</summary>
    [Fact]
    public async Task Quickstart_in_Python_classifies()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync(name: Guid.NewGuid().ToString());
        string[] tags = [await service.NewV3TagAsync(project, "Hemlock"), await service.NewV3TagAsync(project, "Japanese%20Cherry")];
        var entries = Enumerable.Range(0, 20).Select(number =>
            $$"""{"name":"{{number}}.jpg","contents":"{{Convert.ToBase64String(TrainingSteps.Coloured(number % 2 == 0 ? "red" : "green"))}}","tagIds":["{{tags[number % 2]}}"]}""");
        var summary = await service.V3Async("POST", $"projects/{project}/images/files", $$"""{"images":[{{string.Join(',', entries)}}]}""");
        Assert.True((bool)summary["isBatchSuccessful"]!);
        Assert.Equal("0.jpg", (string)summary["images"]![0]!["sourceUrl"]!);

        var iteration = await service.TrainV3Async(project, version: "3.3");
        Assert.Equal("Completed", (string)iteration["status"]!);
        Assert.True((bool)await service.PublishAsync(project, (string)iteration["id"]!, "classifyModel"));
        var result = await service.V3PredictAsync($"{project}/classify/iterations/classifyModel/image", TestService.Multipart([TrainingSteps.Coloured("red")]));
        Assert.Equal("Hemlock", (string)result["predictions"]![0]!["tagName"]!);

        await service.V3Async("DELETE", $"projects/{project}/iterations/{iteration["id"]}/publish", status: 204);
        await service.V3Async("DELETE", $"projects/{project}", status: 204);
    }

    /// <summary>The JavaScript client 5.2: a Content-Type on everything, an image for each request, and a loop that ends with any other status.</summary>
    [Fact]
    public async Task Quickstart_in_JavaScript_with_detection_trains_once_no_tag_is_empty()
    {
        const string Version = "3.4-preview";
        await using var service = await TestService.StartAsync();
        using var listed = await service.SendV3Async("GET", "domains", TrainingSteps.Json(""), Version);
        var domains = JsonNode.Parse(await listed.Content.ReadAsStringAsync(TestService.Cancel))!.AsArray();
        var domain = (string)domains.First(one => (string)one!["type"]! == "ObjectDetection")!["id"]!;
        var project = (string)(await service.V3Async("POST", $"projects?name=Sample&domainId={domain}", "", Version))["id"]!;
        var tag = (string)(await service.V3Async("POST", $"projects/{project}/tags?name=fork", "", Version))["id"]!;
        for (var number = 0; number < 14; number++)
            await UploadAsync();
        Assert.Equal(
            ("BadRequestDetectionTrainingValidationFailed", "Not enough images for training"),
            await service.V3ErrorAsync(400, "POST", $"projects/{project}/train?reservedBudgetInHours=0&forceTrain=false", "", Version));
        await UploadAsync();
        await service.NewV3TagAsync(project, "scissors");
        Assert.Equal(
            ("BadRequestDetectionTrainingValidationFailed", "Not enough images per tag for training"),
            await service.V3ErrorAsync(400, "POST", $"projects/{project}/train?reservedBudgetInHours=0&forceTrain=false", "", Version));
        foreach (var unused in (await service.V3Async("GET", $"projects/{project}/tags"))!.AsArray().Where(one => (int)one!["imageCount"]! == 0))
            await service.V3Async("DELETE", $"projects/{project}/tags/{unused!["id"]}", status: 204);

        var iteration = await service.V3Async("POST", $"projects/{project}/train?reservedBudgetInHours=0&forceTrain=false", "", Version);

        // The program polls while this is the status. What a trained detector finds is in DetectionTests.
        Assert.Equal("Training", (string)iteration["status"]!);

        async Task UploadAsync()
        {
            var entry = $$"""{"name":"a.jpg","contents":"{{Convert.ToBase64String(TrainingSteps.Coloured("red"))}}","regions":[{"tagId":"{{tag}}","left":0.145833328,"top":0.35,"width":0.58,"height":0.212}]}""";
            var summary = await service.V3Async("POST", $"projects/{project}/images/files", $$"""{"images":[{{entry}}]}""", Version);
            Assert.Equal(0.145833328f, (float)summary["images"]![0]!["image"]!["regions"]![0]!["left"]!);
        }
    }

    /// <summary>The JavaScript clients 3.0 and 4.0 fail with 207, and send tags of a query without members.</summary>
    [Fact]
    public async Task The_clients_of_3_0_are_answered_200_with_a_duplicate_in_a_batch()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        string[] tags = [await service.NewV3TagAsync(project, "red"), await service.NewV3TagAsync(project, "green")];
        var image = TrainingSteps.Coloured("red");
        await service.V3Async("POST", $"projects/{project}/images?tagIds={tags[0]}%2C{tags[1]}", TestService.Multipart([image]), "3.0");

        var repeated = await service.V3Async("POST", $"projects/{project}/images", TestService.Multipart([image, TrainingSteps.Coloured("red")]), "3.0");
        using var newer = await service.SendV3Async("POST", $"projects/{project}/images", TestService.Multipart([image]));
        var query = await service.V3Async("POST", $"projects/{project}/predictions/query", """{"maxCount":0,"tags":[{}]}""", "3.0");

        Assert.False((bool)repeated["isBatchSuccessful"]!);
        Assert.Equal(["OKDuplicate", "OK"], repeated["images"]!.AsArray().Select(one => (string)one!["status"]!));
        Assert.Equal(2, repeated["images"]![0]!["image"]!["tags"]!.AsArray().Count);
        Assert.Equal(207, (int)newer.StatusCode);
        Assert.Empty(query["results"]!.AsArray());
    }

    /// <summary>The .NET client adds a slash to an endpoint that ends with one, and quotes the whole path of a file.</summary>
    [Fact]
    public async Task The_recorded_order_of_the_NET_client_works_with_two_slashes()
    {
        await using var service = await TestService.StartAsync();
        var root = $"{service.Endpoint}//customvision/v3.4-preview/training";
        var project = (string)(await service.JsonAsync("POST", $"{root}/projects?name=net"))["id"]!;
        foreach (var colour in (string[])["red", "green"])
        {
            var tag = (string)(await service.JsonAsync("POST", $"{root}/projects/{project}/tags?name={colour}"))["id"]!;
            for (var number = 0; number < 5; number++)
            {
                using var part = new ByteArrayContent(TrainingSteps.Coloured(colour));
                part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=imageData; filename=\"E:\\images\\{colour}_{number}.jpg\"");
                using var form = new MultipartFormDataContent { part };
                var added = await service.JsonAsync("POST", $"{root}/projects/{project}/images?tagIds={tag}", form);
                Assert.Equal($"\"E:\\images\\{colour}_{number}.jpg\"", (string)added["images"]![0]!["sourceUrl"]!);
            }
        }
        Assert.Equal(10, (await service.JsonAsync("GET", $"{root}/projects/{project}/images/tagged?take=50&skip=0")).AsArray().Count);
        var begun = await service.JsonAsync("POST", $"{root}/projects/{project}/train?reservedBudgetInHours=0&forceTrain=false");
        Assert.Contains((string)begun["status"]!, (string[])["Training", "Staging"]);
        JsonNode iteration;
        do
            iteration = await service.JsonAsync("GET", $"{root}/projects/{project}/iterations/{begun["id"]}");
        while ((string)iteration["status"]! != "Completed");
        await service.JsonAsync("POST", $"{root}/projects/{project}/iterations/{begun["id"]}/publish?publishName=a&predictionId={Uri.EscapeDataString(V3Requests.Resource)}");
        var performance = await service.JsonAsync("GET", $"{root}/projects/{project}/iterations/{begun["id"]}/performance?threshold=0.9");
        Assert.Equal(2, performance["perTagPerformance"]!.AsArray().Count);
    }

    /// <summary>AzureVision in R: values in lower case, lists the exports first, waits, and downloads without a key.</summary>
    [Fact]
    public async Task An_exported_model_is_downloaded_without_a_key()
    {
        await using var service = await TestService.StartAsync(replace: services => services.AddSingleton<IModelExporter, ZipOfTheName>());
        var (project, _, _, iteration) = await service.NewTrainedAsync("&classificationType=multiclass");
        var exports = $"projects/{project}/iterations/{iteration}/export";
        Assert.Empty((await service.V3Async("GET", exports)).AsArray());

        var begun = await service.V3Async("POST", $"{exports}?platform=onnx&flavor=onnx12");
        var done = await EndedAsync(service, exports, "ONNX");
        using var stranger = new HttpClient();

        Assert.Equal(
            """{"platform":"ONNX","status":"Exporting","downloadUri":null,"flavor":"ONNX12","newerVersionAvailable":false}""", begun.ToJsonString());
        Assert.Equal("Done", (string)done["status"]!);
        Assert.Equal("Iteration 1 ONNX ONNX12", await stranger.GetStringAsync((string)done["downloadUri"]!, TestService.Cancel));
    }

    [Fact]
    public async Task The_end_of_the_service_waits_for_an_export_and_keeps_its_file()
    {
        using var folder = new TemporaryFolder();
        var exporter = new SlowToCancel();
        string exports;
        await using (var service = await TestService.StartAsync(folder.PathOf("data"), replace: services => services.AddSingleton<IModelExporter>(exporter)))
        {
            var (project, _, _, iteration) = await service.NewTrainedAsync("&classificationType=multiclass");
            exports = $"projects/{project}/iterations/{iteration}/export";
            await service.V3Async("POST", $"{exports}?platform=onnx");
        }

        await using var next = await TestService.StartAsync(folder.PathOf("data"), replace: services => services.AddSingleton<IModelExporter>(exporter));
        Assert.Equal("Done", (string)(await next.V3Async("GET", exports))[0]!["status"]!);
        Assert.Equal(1, exporter.Calls);
    }

    /// <summary>custom-vision-move-project: the target fetches the images of the source by their links, with tags and regions.</summary>
    [Fact]
    public async Task A_project_is_moved_by_the_links_of_its_images()
    {
        await using var service = await TestService.StartAsync();
        var source = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}", "source");
        var tag = await service.NewV3TagAsync(source, "fork", "&description=for%20food");
        var images = await service.UploadV3Async(source, "red", 3);
        await service.V3Async("POST", $"projects/{source}/images/regions", Region(images[0], tag));

        var original = await service.V3Async("GET", $"projects/{source}");
        var target = await service.NewV3ProjectAsync($"&domainId={original["settings"]!["domainId"]}", "target");
        var tags = new Dictionary<string, string>();
        foreach (var one in (await service.V3Async("GET", $"projects/{source}/tags")).AsArray())
            tags[(string)one!["id"]!] = await service.NewV3TagAsync(target, (string)one["name"]!, $"&description={one["description"]}&type={one["type"]}");
        foreach (var one in (await service.V3Async("GET", $"projects/{source}/images/tagged?take=50&skip=0")).AsArray())
        {
            var region = one!["regions"]![0]!.DeepClone();
            region["tagId"] = tags[(string)region["tagId"]!];
            await MoveAsync($$"""{"url":"{{one["originalImageUri"]}}","regions":[{{region.ToJsonString()}}]}""");
        }
        foreach (var one in (await service.V3Async("GET", $"projects/{source}/images/untagged?take=50&skip=0")).AsArray())
            await MoveAsync($$"""{"url":"{{one!["originalImageUri"]}}"}""");

        Assert.Equal(1, (int)await service.V3Async("GET", $"projects/{target}/images/tagged/count"));
        Assert.Equal(2, (int)await service.V3Async("GET", $"projects/{target}/images/untagged/count"));

        async Task MoveAsync(string entry) =>
            Assert.True((bool)(await service.V3Async("POST", $"projects/{target}/images/urls", $$"""{"images":[{{entry}}]}"""))["isBatchSuccessful"]!);
    }

    /// <summary>Coco2CustomVision: 64 URLs at a time with regions, and then pages of 256 until one is empty.</summary>
    [Fact]
    public async Task A_COCO_set_makes_the_round_trip_in_pages_of_256()
    {
        const int Count = 260;
        await using var service = await TestService.StartAsync();
        var files = await service.NewV3ProjectAsync(name: "files");
        foreach (var chunk in Enumerable.Range(0, Count).Chunk(64))
            await service.UploadV3Async(files, "red", chunk.Length);
        var urls = new List<string>();
        for (var skip = 0; await PageAsync(files, "untagged", skip) is { Count: > 0 } page; skip += 256)
            urls.AddRange(page.Select(image => (string)image!["originalImageUri"]!));
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}", "coco");
        var tag = await service.NewV3TagAsync(project, "thing");

        foreach (var (number, chunk) in urls.Chunk(64).Index())
        {
            var entries = chunk.Select((url, index) =>
                $$"""{"url":"{{url}}","regions":[{"tagId":"{{tag}}","left":0.{{(number * 64 + index + 1).ToString("000", null)}},"top":0.25,"width":0.125,"height":0.5}]}""");
            Assert.True((bool)(await service.V3Async("POST", $"projects/{project}/images/urls", $$"""{"images":[{{string.Join(',', entries)}}]}"""))["isBatchSuccessful"]!);
        }
        var (pages, left) = (new List<int>(), new List<float>());
        for (var skip = 0; await PageAsync(project, "tagged", skip) is { Count: > 0 } page; skip += 256)
        {
            pages.Add(page.Count);
            left.AddRange(page.Select(image => (float)image!["regions"]![0]!["left"]!));
        }

        Assert.Equal([256, Count - 256], pages);
        // Six decimals come back unchanged.
        Assert.Equal(Enumerable.Range(1, Count).Select(number => number / 1000f), left.Order());

        async Task<JsonArray> PageAsync(string of, string kind, int skip) =>
            (await service.V3Async("GET", $"projects/{of}/images/{kind}?take=256&skip={skip}")).AsArray();
    }

    /// <summary>Custom-Vision-Autotrainer goes on after these two errors, by their codes and texts.</summary>
    [Fact]
    public async Task The_two_errors_that_tools_swallow_have_their_codes_and_texts()
    {
        await using var service = await TestService.StartAsync(replace: services => services.AddSingleton<IModelExporter, ZipOfTheName>());
        var (project, _, _, iteration) = await service.NewTrainedAsync();

        Assert.Equal(("BadRequestTrainingNotNeeded", "Nothing changed since last training"), await service.V3ErrorAsync(400, "POST", $"projects/{project}/train"));
        var newest = (await service.V3Async("GET", $"projects/{project}/iterations")).AsArray().Last()!;
        Assert.Equal(iteration, (string)newest["id"]!);
        await service.V3Async("GET", $"projects/{project}/iterations/{iteration}/performance");
        var exports = $"projects/{project}/iterations/{iteration}/export";
        await service.V3Async("POST", $"{exports}?platform=tensorflow");
        await EndedAsync(service, exports, "TensorFlow");
        Assert.Equal(
            ("BadRequestExportAlreadyInProgress", $"{iteration} is already queued for export"), await service.V3ErrorAsync(400, "POST", $"{exports}?platform=TensorFlow"));
        // Another flavor is another export.
        Assert.Equal("TensorFlowLite", (string)(await service.V3Async("POST", $"{exports}?platform=TensorFlow&flavor=tensorflowlite"))["flavor"]!);
    }

    /// <summary>A Node project without an SDK: bare bodies, repeated query keys, regions that are found by their coordinates.</summary>
    [Fact]
    public async Task Programs_without_an_SDK_meet_what_they_met_on_the_real_service()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}");
        var tag = await service.NewV3TagAsync(project, "thing");
        var added = await service.V3Async("POST", $"projects/{project}/images", TestService.Raw(TrainingSteps.Coloured("red")));
        var image = (string)added["images"]![0]!["image"]!["id"]!;
        var entry = $$"""{"imageId":"{{image}}","tagId":"{{tag}}","left":0.123456,"top":0.1,"width":0.25,"height":0.5}""";

        Assert.Equal(("BadRequestImageRegions", "Duplicate image regions"), await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/regions", $$"""{"regions":[{{entry}},{{entry}}]}"""));
        Assert.Equal(("BadRequestImageRegions", "No image regions provided"), await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/regions", $$"""{"regions":[{{entry.Replace(image, "no-guid", StringComparison.Ordinal)}}]}"""));
        Assert.Equal(("BadRequestImageBatch", "No image urls provided"), await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/urls", """{"images":[{"url":"http://localhost/a"}],"tagIds":["tag1"]}"""));
        var created = await service.V3Async("POST", $"projects/{project}/images/regions", $$"""{"regions":[{{entry}},{{entry.Replace("0.25", "0.125", StringComparison.Ordinal)}}]}""");
        var ids = created["created"]!.AsArray().Select(region => (string)region!["regionId"]!).ToArray();
        Assert.All(created["created"]!.AsArray(), region => Assert.Equal(0.123456, (double)region!["left"]!));
        await service.V3Async("DELETE", $"projects/{project}/images/regions?regionIds={ids[0]}&regionIds={ids[1]}", status: 204);
        Assert.Equal(1, (int)await service.V3Async("GET", $"projects/{project}/images/untagged/count"));
    }

    /// <summary>Microsoft's labs for AI-900 send JSON in single quotes, and the portal's dialog spells Url with a capital.</summary>
    [Theory]
    [InlineData("{'url' : 'URL'}")]
    [InlineData("""{"Url": "URL"}""")]
    [InlineData("""{ url: "URL", }""")]
    public async Task A_prediction_takes_the_json_of_labs_and_dialogs(string body)
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, iteration) = await service.NewTrainedAsync();
        await service.PublishAsync(project, iteration, "Iteration%202");
        var image = (await service.V3Async("GET", $"projects/{project}/images/tagged?take=1"))[0]!;

        var result = await service.V3PredictAsync(
            $"{project}/classify/iterations/Iteration%202/url", TrainingSteps.Json(body.Replace("URL", (string)image["originalImageUri"]!, StringComparison.Ordinal)), "3.0");

        Assert.Equal(2, result["predictions"]!.AsArray().Count);
    }

    /// <summary>A token holds a plus sign. A client that doesn't encode it sends a blank, and loses what follows an ampersand.</summary>
    [Fact]
    public async Task A_token_is_imported_only_when_it_is_encoded()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, _) = await service.NewTrainedAsync();
        var export = await service.V3Async("GET", $"projects/{project}/export");
        var token = (string)export["token"]!;
        Assert.Contains("+", token, StringComparison.Ordinal);

        Assert.Equal(("BadRequestInvalidImportToken", "Invalid Token"), await service.V3ErrorAsync(400, "POST", $"projects/import?token={token}"));
        Assert.Equal(
            ("BadRequestInvalidImportToken", "Invalid Token"),
            await service.V3ErrorAsync(400, "POST", $"projects/import?token={Uri.EscapeDataString(token).Replace("%2B", "+", StringComparison.Ordinal)}"));
        var imported = await service.V3Async("POST", $"projects/import?token={Uri.EscapeDataString(token)}");

        Assert.Equal(("colours (1)", "Importing"), ((string)imported["name"]!, (string)imported["status"]!));
        var copy = await service.V3Async("GET", $"projects/{imported["id"]}");
        Assert.Equal("Succeeded", (string)copy["status"]!);
        Assert.NotNull(copy["thumbnailUri"]);
        Assert.Equal((10, 2, 0, 1), ((int)export["imageCount"]!, (int)export["tagCount"]!, (int)export["regionCount"]!, (int)export["iterationCount"]!));
        Assert.Equal(10, (int)await service.V3Async("GET", $"projects/{copy["id"]}/images/tagged/count"));
        var tags = (await service.V3Async("GET", $"projects/{copy["id"]}/tags")).AsArray();
        Assert.Equal(["green", "red"], tags.Select(tag => (string)tag!["name"]!).Order());
        Assert.Equal([5, 5], tags.Select(tag => (int)tag!["imageCount"]!));
        // The copied model predicts.
        var iteration = (await service.V3Async("GET", $"projects/{copy["id"]}/iterations"))[0]!;
        Assert.Null(iteration["publishName"]);
        await service.PublishAsync((string)copy["id"]!, (string)iteration["id"]!, "copied");
        var result = await service.V3PredictAsync($"{copy["id"]}/classify/iterations/copied/image", TestService.Raw(TrainingSteps.Coloured("green")));
        Assert.Equal("green", (string)result["predictions"]![0]!["tagName"]!);
    }

    private static string Region(string image, string tag) =>
        $$"""{"regions":[{"imageId":"{{image}}","tagId":"{{tag}}","left":0.1,"top":0.1,"width":0.25,"height":0.5}]}""";

    private static async Task<JsonNode> EndedAsync(TestService service, string exports, string platform)
    {
        while (true)
        {
            var export = (await service.V3Async("GET", exports)).AsArray().First(one => (string)one!["platform"]! == platform)!;
            if ((string)export["status"]! != "Exporting")
                return export;
            await Task.Delay(5, TestService.Cancel);
        }
    }

    private sealed class ZipOfTheName : IModelExporter
    {
        public Task<byte[]> ExportAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancel) =>
            Task.FromResult(TestService.Text($"{iteration.Name} {platform} {flavor}"));
    }

    /// <summary>Is told to end, and completes soon after.</summary>
    private sealed class SlowToCancel : IModelExporter
    {
        public int Calls { get; private set; }

        public async Task<byte[]> ExportAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancel)
        {
            Calls++;
            await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => Task.Delay(300), TaskScheduler.Default).Unwrap();
            return TestService.Text("a model");
        }
    }
}
