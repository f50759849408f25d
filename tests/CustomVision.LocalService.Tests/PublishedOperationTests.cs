using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Every operation of both published descriptions, walked one by one: method, path, parameters, status and body.</summary>
public sealed partial class PublishedOperationTests
{
    private const string Food = "c151d5b5-dd07-472a-acc8-15d29dea8518";

    private static readonly string[] ListParameters = ["iterationId", "orderBy", "take", "skip"];

    /// <summary>In an order in which what one makes or deletes does not keep the next from its answer.</summary>
    private static readonly Operation[] Operations =
    [
        new("GetAccountInfo", "GET", "account", "AccountModel"),
        new("GetDomains", "GET", "domains", "[DomainModel]"),
        new("GetDomain", "GET", $"domains/{Food}", "DomainModel") { Pattern = "domains/{domainId}" },
        new("GetProjects", "GET", "projects", "[ProjectModel]"),
        new("CreateProject", "POST", "projects", "ProjectModel") { Required = "name=more", Optional = $"description=d&domainId={Food}", Typed = ["domainId"] },
        new("GetProject", "GET", "projects/{projectId}", "ProjectModel"),
        new("UpdateProject", "PATCH", "projects/{projectId}", "ProjectModel") { BodyModel = "ProjectModel", Body = """{"Name":"new","Settings":{"DomainId":"c151d5b5-dd07-472a-acc8-15d29dea8518"}}""" },
        new("TrainProject", "POST", "projects/{projectId}/train", "IterationModel"),
        new("GetTags", "GET", "projects/{projectId}/tags", "ImageTagListModel") { Optional = "iterationId={iterationId}", Typed = ["iterationId"] },
        new("CreateTag", "POST", "projects/{projectId}/tags", "ImageTagModel") { Required = "name=more", Optional = "description=d" },
        new("GetTag", "GET", "projects/{projectId}/tags/{tagId}", "ImageTagModel") { Optional = "iterationId={iterationId}", Typed = ["iterationId"] },
        new("UpdateTag", "PATCH", "projects/{projectId}/tags/{tagId}", "ImageTagModel") { BodyModel = "ImageTagModel", Body = """{"Name":"new","Description":"d"}""" },
        new("CreateImagesFromData", "POST", "projects/{projectId}/images/image", "CreateImageSummaryModel") { Optional = "tagIds={tagId}", Typed = ["tagIds"], Body = Operation.Picture },
        new("CreateImagesFromUrls", "POST", "projects/{projectId}/images/url", "CreateImageSummaryModel") { BodyModel = "ImageUrlCreateBatch", Body = """{"TagIds":["{tagId}"],"Urls":["{url}"]}""" },
        new("CreateImagesFromPredictions", "POST", "projects/{projectId}/images/predictions", "CreateImageSummaryModel") { BodyModel = "ImageIdCreateBatch", Body = """{"TagIds":["{tagId}"],"Ids":["{predictionId}"]}""" },
        new("GetImagesByTags", "GET", "projects/{projectId}/images/tagged", "[ImageModel]") { Optional = "iterationId={iterationId}&tagIds={tagId}&orderBy=Oldest&take=2&skip=1", Typed = [.. ListParameters, "tagIds"] },
        new("GetAllTaggedImages", "GET", "projects/{projectId}/images/tagged/all", "[ImageModel]") { Optional = "iterationId={iterationId}&orderBy=Newest&take=2&skip=1", Typed = ListParameters },
        new("GetAllUntaggedImages", "GET", "projects/{projectId}/images/untagged", "[ImageModel]") { Optional = "iterationId={iterationId}&orderBy=Oldest&take=2&skip=0", Typed = ListParameters },
        new("PostImageLabel", "POST", "projects/{projectId}/images/{imageId}/label", "ImageModel") { Required = "tagId={otherTagId}", Typed = ["tagId"] },
        new("DeleteImageLabel", "DELETE", "projects/{projectId}/images/{imageId}/label/{labelId}", "ImageModel"),
        new("DeleteImages", "DELETE", "projects/{projectId}/images", "") { Required = "imageIds={imageId}", Typed = ["imageIds"] },
        new("GetIterations", "GET", "projects/{projectId}/iterations", "[IterationModel]"),
        new("GetIteration", "GET", "projects/{projectId}/iterations/{iterationId}", "IterationModel"),
        new("UpdateIteration", "PATCH", "projects/{projectId}/iterations/{iterationId}", "IterationModel") { BodyModel = "IterationModel", Body = """{"Name":"new","IsDefault":true}""" },
        new("GetIterationPerformance", "GET", "projects/{projectId}/iterations/{iterationId}/performance", "IterationPerformanceModel") { Required = "threshold=0.5", Typed = ["threshold"] },
        new("PredictImage", "POST", "{projectId}/image", "ImagePredictionResultModel") { IsPrediction = true, Optional = "iterationId={iterationId}&application=a", Typed = ["iterationId"], Body = Operation.Picture },
        new("PredictImageUrl", "POST", "{projectId}/url", "ImagePredictionResultModel") { IsPrediction = true, Optional = "iterationId={iterationId}&application=a", Typed = ["iterationId"], BodyModel = "ImageUrl", Body = """{"Url":"{url}"}""" },
        new("GetPredictionResults", "GET", "projects/{projectId}/predictions", "PredictionQueryModel")
        {
            Required = "maxCount=1&orderBy=Suggested",
            Optional = "iterationId={iterationId}&tagIds={tagId}&threshold=0&startTime=2000-01-01T00:00:00Z&endTime=2100-01-01T00:00:00Z&source=a",
            Typed = ["maxCount", "orderBy", "iterationId", "tagIds", "threshold", "startTime", "endTime"],
        },
        new("GetNextPredictionResults", "POST", "projects/{projectId}/predictions/next", "PredictionQueryModel") { BodyModel = "PredictionQueryTokenModel", Body = """{"Continuation":"1:1000:1000:0","MaxCount":1,"OrderBy":"Newest"}""" },
        new("DeletePrediction", "DELETE", "projects/{projectId}/predictions", "") { Required = "ids={predictionId}", Typed = ["ids"] },
        new("DeleteIteration", "DELETE", "projects/{projectId}/iterations/{otherIterationId}", "") { Pattern = "projects/{projectId}/iterations/{iterationId}" },
        new("DeleteTag", "DELETE", "projects/{projectId}/tags/{tagId}", ""),
        new("DeleteProject", "DELETE", "projects/{projectId}", ""),
    ];

    /// <summary>With each format that answers come in, and each that bodies are taken in.</summary>
    [Theory]
    [InlineData("application/json", "application/json", "multipart/form-data")]
    [InlineData("text/json", "text/json", "application/octet-stream")]
    [InlineData("application/xml", "application/xml", "multipart/form-data")]
    [InlineData("text/xml", "text/xml", "application/octet-stream")]
    [InlineData("application/json", "application/x-www-form-urlencoded", "multipart/form-data")]
    public async Task Every_operation_answers_as_published(string accept, string bodyType, string pictureType)
    {
        await using var source = new PictureSource();
        await using var service = await TestService.StartAsync();
        var values = await SceneAsync(service, source);
        var met = new SortedSet<string>(StringComparer.Ordinal);

        foreach (var operation in Operations)
        {
            var path = Filled(operation.Path + Query(operation.Required, operation.Optional), values);
            using var content = Content(operation, values, bodyType, pictureType);
            using var response = await SendAsync(service, operation, path, content, accept);
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
            var isEmpty = operation.Answer.Length == 0;
            Assert.True((isEmpty ? 204 : 200) == (int)response.StatusCode, $"{operation.Name}: {(int)response.StatusCode} {body}");
            Assert.Equal(isEmpty ? null : $"{accept}; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            if (isEmpty)
                Assert.Empty(body);
            else if (accept.EndsWith("json", StringComparison.Ordinal))
                PublishedModels.CheckJson(operation.Answer, body, met);
            else
                PublishedModels.CheckXml(operation.Answer, body, met);
        }
        // An empty list in every answer would have hidden the model of its items.
        Assert.Equal(PublishedModels.Names, met);

        var walked = (await service.RequestsAsync()).TakeLast(Operations.Length).Select(request => (string?)request!["operation"]);
        Assert.Equal(Operations.Select(operation => operation.Name), walked);
    }

    [Fact]
    public async Task Every_parameter_is_read_and_required_ones_are_missed()
    {
        await using var source = new PictureSource();
        await using var service = await TestService.StartAsync();
        var values = await SceneAsync(service, source);

        foreach (var operation in Operations)
        {
            foreach (Match parameter in InBraces().Matches(operation.Pattern ?? operation.Path))
            {
                var others = Filled(operation.Pattern ?? operation.Path, values.Append((parameter.Groups[1].Value, "nonsense")));
                await RefusedAsync(operation, others + Query(operation.Required, ""), parameter.Groups[1].Value);
            }
            foreach (var name in operation.Typed)
            {
                var others = Query(operation.Required, operation.Optional).TrimStart('?').Split('&').Where(part => !part.StartsWith($"{name}=", StringComparison.Ordinal));
                await RefusedAsync(operation, Filled($"{operation.Path}?{string.Join('&', others.Append($"{name}=nonsense"))}", values), name);
            }
            foreach (var part in operation.Required.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var others = operation.Required.Split('&').Where(other => other != part);
                await RefusedAsync(operation, Filled($"{operation.Path}?{string.Join('&', others)}", values), part.Split('=')[0]);
            }
            if (operation.Body is not null)
            {
                using var response = await SendAsync(service, operation, Filled(operation.Path, values), null, "application/json");
                Assert.True((int)response.StatusCode == 400, $"{operation.Name} without a body: {(int)response.StatusCode}");
            }
        }

        async Task RefusedAsync(Operation operation, string path, string name)
        {
            using var content = Content(operation, values, "application/json", "multipart/form-data");
            using var response = await SendAsync(service, operation, path, content, "application/json");
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
            Assert.True((int)response.StatusCode == 400, $"{operation.Name} without a right {name}: {(int)response.StatusCode} {body}");
            Assert.Contains(name, (string)JsonNode.Parse(body)!["Message"]!, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task No_operation_is_missing_and_each_has_a_key_of_its_own()
    {
        await using var service = await TestService.StartAsync();
        var unknown = Operations.SelectMany(operation => InBraces().Matches(operation.Path)).Select(match => (match.Groups[1].Value, Guid.NewGuid().ToString()));

        Assert.Equal((31, 2), (Operations.Count(operation => !operation.IsPrediction), Operations.Count(operation => operation.IsPrediction)));
        Assert.Equal(33, Operations.Select(operation => operation.Name).Distinct().Count());
        foreach (var operation in Operations)
        {
            // A rule for what is no operation of the service is refused.
            await service.AddFaultAsync($$"""{"operation":"{{operation.Name}}","delay":0}""");
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), $"{service.Endpoint}/customvision/v1.0/{operation.Api}/{Filled(operation.Path, unknown)}");
            request.Headers.Add(operation.IsPrediction ? "Training-Key" : "Prediction-Key", operation.IsPrediction ? TestService.TrainingKey : TestService.PredictionKey);
            using var response = await client.SendAsync(request, TestService.Cancel);
            Assert.True((int)response.StatusCode == 401, $"{operation.Name}: {(int)response.StatusCode}");
        }
    }

    /// <summary>A project that has something of everything: what names in braces stand for.</summary>
    private static async Task<List<(string Name, string Value)>> SceneAsync(TestService service, PictureSource source)
    {
        var (project, red, green) = await service.NewColoursAsync(7);
        await service.UploadAsync(project, Pictures.New());
        var one = await service.TrainDefaultAsync(project);
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);
        var two = await service.TrainAsync(project);
        await service.UploadAsync(project, Pictures.New());
        var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("green"), "?application=a");
        await service.PredictAsync(project, TrainingSteps.Coloured("red"), "?application=a");
        var image = (await service.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={red}&take=1"))[0]!;
        return
        [
            ("projectId", project), ("tagId", red), ("otherTagId", green), ("iterationId", one), ("otherIterationId", (string)two["Id"]!),
            ("predictionId", (string)prediction["Id"]!), ("imageId", (string)image["Id"]!), ("labelId", (string)image["Labels"]![0]!["LabelId"]!),
            ("domainId", Food), ("url", source.Add("/a.png", TrainingSteps.Coloured("green"))),
        ];
    }

    private static Task<HttpResponseMessage> SendAsync(TestService service, Operation operation, string path, HttpContent? content, string accept) =>
        operation.IsPrediction
            ? service.SendPredictionAsync(path, content, accept)
            : service.SendAsync(operation.Method, path, content, accept);

    private static HttpContent? Content(Operation operation, IEnumerable<(string, string)> values, string bodyType, string pictureType) => operation.Body switch
    {
        null => null,
        Operation.Picture when pictureType == "multipart/form-data" => TestService.Multipart([TrainingSteps.Coloured("red")]),
        Operation.Picture => TestService.Body(pictureType, TrainingSteps.Coloured("red")),
        var body => TestService.Body(bodyType, TestService.Text(In(bodyType, operation.BodyModel, Filled(body, values)))),
    };

    /// <summary>A body that is written as JSON, in the format of the type.</summary>
    private static string In(string bodyType, string model, string json) => bodyType switch
    {
        "application/xml" or "text/xml" => Xml(model, JsonNode.Parse(json)!).ToString(),
        "application/x-www-form-urlencoded" => string.Join('&', Fields("", JsonNode.Parse(json)!)),
        _ => json,
    };

    private static XElement Xml(string name, JsonNode value) => value switch
    {
        JsonObject members => new XElement(name, members.Select(member => Xml(member.Key, member.Value!))),
        JsonArray items => new XElement(name, items.Select(item => new XElement("Item", item!.ToString()))),
        _ => new XElement(name, value.ToString()),
    };

    private static IEnumerable<string> Fields(string name, JsonNode value) => value switch
    {
        JsonObject members => members.SelectMany(member => Fields(name.Length > 0 ? $"{name}.{member.Key}" : member.Key, member.Value!)),
        JsonArray items => items.SelectMany(item => Fields(name, item!)),
        _ => [$"{name}={Uri.EscapeDataString(value.ToString())}"],
    };

    private static string Query(string required, string optional) => (required, optional) switch
    {
        ("", "") => "",
        ("", _) => $"?{optional}",
        (_, "") => $"?{required}",
        _ => $"?{required}&{optional}",
    };

    /// <summary>The last value of a name counts.</summary>
    private static string Filled(string text, IEnumerable<(string Name, string Value)> values) =>
        values.Reverse().Aggregate(text, (filled, value) => filled.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();

    /// <param name="Answer">The model, a list of them in brackets, or nothing for 204.</param>
    private sealed record Operation(string Name, string Method, string Path, string Answer)
    {
        public const string Picture = "a picture";

        public bool IsPrediction { get; init; }

        public string Api => IsPrediction ? "Prediction" : "Training";

        /// <summary>Where the path as published has other names.</summary>
        public string? Pattern { get; init; }

        public string Required { get; init; } = "";

        public string Optional { get; init; } = "";

        /// <summary>Parameters of the query that are no text, so that nonsense in them shows that they are read.</summary>
        public string[] Typed { get; init; } = [];

        public string? Body { get; init; }

        /// <summary>What the body is called in XML.</summary>
        public string BodyModel { get; init; } = "";
    }
}
