using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

public sealed partial class PublishedV3Tests
{
    /// <summary>What the operations need: a classification project and a detection project that have something of everything.</summary>
    private static async Task<Scene> SceneAsync(TestService service)
    {
        var (project, red, green, one) = await service.NewTrainedAsync();
        var untagged = (await service.UploadV3Async(project, "red", 2))[0];
        var two = (string)(await service.TrainV3Async(project))["id"]!;
        await service.PublishAsync(project, one, "model");
        var image = (await service.V3Async("GET", $"projects/{project}/images/tagged?tagIds={red}&take=1"))[0]!;
        var prediction = (string)(await service.V3PredictAsync($"{project}/classify/iterations/model/image?application=a", TestService.Raw(TrainingSteps.Coloured("red"))))["id"]!;
        var other = (string)(await service.V3PredictAsync($"{project}/classify/iterations/model/image?application=a", TestService.Raw(TrainingSteps.Coloured("green"))))["id"]!;
        await service.V3Async("POST", $"projects/{project}/tagsandregions/suggestions?iterationId={one}&imageIds={untagged}");
        await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={image["id"]}", """{"key1":"value1"}""");
        var token = (string)(await service.V3Async("GET", $"projects/{project}/export"))["token"]!;

        var detection = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}", "objects");
        var thing = await service.NewV3TagAsync(detection, "thing");
        var objects = await service.UploadV3Async(detection, "red", 1);
        var region = (await service.V3Async("POST", $"projects/{detection}/images/regions", Region(objects[0], thing, 0.25)))["created"]![0]!;
        var unwanted = await service.NewV3ProjectAsync(name: "unwanted");
        var three = (string)(await service.TrainV3Async(project, "?forceTrain=true"))["id"]!;
        var unwantedTag = await service.NewV3TagAsync(unwanted, "unwanted");
        var pixels = Convert.ToBase64String(TrainingSteps.Coloured("green"));

        var shared = new Dictionary<string, string?>
        {
            ["projectId"] = project,
            ["domainId"] = V3Requests.CompactDomain,
            ["tagId"] = red,
            ["tagIds"] = red,
            ["iterationId"] = one,
            ["imageId"] = (string)image["id"]!,
            ["imageIds"] = (string)image["id"]!,
            ["publishedName"] = "model",
            ["name"] = "new",
            ["description"] = "a description",
            ["classificationType"] = "Multiclass",
            ["targetExportPlatforms"] = "CoreML,ONNX",
            ["type"] = "Regular",
            ["orderBy"] = "Oldest",
            ["take"] = "5",
            ["skip"] = "0",
            ["taggingStatus"] = "Tagged",
            ["$filter"] = "metadata=key1 eq 'value1' and key2 ne 'value2'",
            ["threshold"] = "0.5",
            ["overlapThreshold"] = "0.3",
            ["platform"] = "ONNX",
            ["flavor"] = "ONNX12",
            ["publishName"] = "second",
            ["predictionId"] = V3Requests.Resource,
            ["overwrite"] = "true",
            ["application"] = "a",
            ["store"] = "true",
            ["trainingType"] = "Advanced",
            ["reservedBudgetInHours"] = "1",
            ["forceTrain"] = "true",
            ["notificationEmailAddress"] = "a@b.c",
            ["token"] = token,
            ["path"] = (string)image["originalImageUri"]!,
            ["ids"] = other,
            ["regionIds"] = (string)region["regionId"]!,
            ["imageUrl"] = $$"""{"url":"{{image["originalImageUri"]}}"}""",
            ["options"] = """{"exportModelContainerUri":"https://example.org/models"}""",
            ["updatedProject"] = $$$"""{"name":"renamed","description":"x","settings":{"domainId":"{{{V3Requests.CompactDomain}}}","imageProcessingSettings":{"augmentationMethods":{"rotation":"false"} } } }""",
            ["updatedTag"] = """{"name":"crimson","description":"a colour","type":"Regular"}""",
            ["updatedIteration"] = """{"name":"Best"}""",
            ["trainingParameters"] = $$"""{"selectedTags":["{{red}}","{{green}}"],"customBaseModelInfo":{"projectId":"{{project}}","iterationId":"{{one}}"} }""",
            ["metadata"] = """{"key2":"value2"}""",
        };
        var own = new Dictionary<string, (string Name, string? Value)[]>
        {
            ["CreateImagesFromFiles"] = [("batch", $$"""{"images":[{"name":"a.png","contents":"{{pixels}}","tagIds":["{{red}}"]}],"tagIds":["{{red}}"],"metadata":{"key1":"value1"} }""")],
            ["CreateImagesFromUrls"] = [("batch", $$"""{"images":[{"url":"{{image["originalImageUri"]}}","tagIds":["{{red}}"]}]}""")],
            ["CreateImagesFromPredictions"] = [("batch", $$"""{"images":[{"id":"{{prediction}}","tagIds":["{{red}}"]}]}""")],
            ["CreateImageTags"] = [("batch", $$"""{"tags":[{"imageId":"{{image["id"]}}","tagId":"{{green}}"}]}""")],
            ["CreateImageRegions"] = [("projectId", detection), ("batch", Region(objects[0], thing, 0.5))],
            ["DeleteImageRegions"] = [("projectId", detection)],
            ["GetImagesByIds"] = [("projectId", detection), ("imageIds", objects[0]), ("iterationId", null)],
            ["DeleteImages"] = [("imageIds", untagged)],
            ["GetImageCount"] = [("iterationId", null)],
            ["GetImages"] = [("iterationId", null)],
            ["GetUntaggedImages"] = [("iterationId", null)],
            ["QuerySuggestedImages"] = [("query", """{"threshold":0.1,"maxCount":10,"session":"","sortBy":"UncertaintyAscending"}""")],
            ["QuerySuggestedImageCount"] = [("query", $$"""{"tagIds":["{{red}}"],"threshold":0.1}""")],
            ["QueryPredictions"] = [("query", $$"""{"maxCount":1,"orderBy":"Newest","tags":[{"id":"{{red}}","minThreshold":0.0,"maxThreshold":1.0}],"application":"a"}""")],
            ["PublishIteration"] = [("iterationId", two)],
            ["CreateTag"] = [("projectId", unwanted)],
            ["DeleteTag"] = [("projectId", unwanted), ("tagId", unwantedTag)],
            ["DeleteIteration"] = [("iterationId", three)],
            ["DeleteProject"] = [("projectId", unwanted)],
        };
        return new Scene(shared, own);
    }

    private static string Region(string image, string tag, double left) =>
        $$"""{"regions":[{"imageId":"{{image}}","tagId":"{{tag}}","left":{{left.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"top":0.1,"width":0.25,"height":0.5}]}""";

    private sealed record Scene(IReadOnlyDictionary<string, string?> Shared, IReadOnlyDictionary<string, (string Name, string? Value)[]> Own)
    {
        public SceneValues For(string operation)
        {
            var values = Shared.ToDictionary();
            foreach (var (name, value) in Own.GetValueOrDefault(operation) ?? [])
                values[name] = value;
            return new SceneValues(values);
        }
    }

    private sealed record SceneValues(IReadOnlyDictionary<string, string?> Values)
    {
        public string? this[string name] => Values.GetValueOrDefault(name);

        public SceneValues With(string name, string value) => new(new Dictionary<string, string?>(Values) { [name] = value });

        public SceneValues Without(string name) => new(new Dictionary<string, string?>(Values) { [name] = null });
    }
}
