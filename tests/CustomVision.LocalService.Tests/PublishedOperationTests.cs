using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Every operation of both published descriptions, walked one by one: method, path, parameters, status and body.</summary>
public sealed partial class PublishedOperationTests
{
    /// <summary>With each format that answers come in, and each that bodies are taken in.</summary>
    [Theory]
    [InlineData("application/json", "application/json", "multipart/form-data")]
    [InlineData("text/json", "text/json", "application/octet-stream")]
    [InlineData("application/xml", "application/xml", "multipart/form-data")]
    [InlineData("text/xml", "text/xml", "application/octet-stream")]
    [InlineData("application/json", "application/x-www-form-urlencoded", "multipart/form-data")]
    public async Task Every_operation_answers_as_published(string accept, string bodyType, string imageType)
    {
        await using var source = new ImageSource();
        await using var service = await TestService.StartAsync();
        var values = await SceneAsync(service, source);
        var met = new SortedSet<string>(StringComparer.Ordinal);

        foreach (var operation in PublishedOperations.All)
        {
            var path = Filled(operation.Path + Query(operation.Required, operation.Optional), values);
            using var content = Content(operation, values, bodyType, imageType);
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

        var walked = (await service.RequestsAsync()).TakeLast(PublishedOperations.All.Length).Select(request => (string?)request!["operation"]);
        Assert.Equal(PublishedOperations.All.Select(operation => operation.Name), walked);
    }

    [Fact]
    public async Task Every_parameter_is_read_and_required_ones_are_missed()
    {
        await using var source = new ImageSource();
        await using var service = await TestService.StartAsync();
        var values = await SceneAsync(service, source);

        foreach (var operation in PublishedOperations.All)
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

        async Task RefusedAsync(PublishedOperation operation, string path, string name)
        {
            using var content = Content(operation, values, "application/json", "multipart/form-data");
            using var response = await SendAsync(service, operation, path, content, "application/json");
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
            Assert.True((int)response.StatusCode == 400, $"{operation.Name} without a right {name}: {(int)response.StatusCode} {body}");
            Assert.Contains(name, (string)JsonNode.Parse(body)!["Message"]!, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Ids that are well formed, and of nothing that is there.</summary>
    [Fact]
    public async Task What_an_unknown_id_stands_for_is_not_found()
    {
        await using var source = new ImageSource();
        await using var service = await TestService.StartAsync();
        var values = await SceneAsync(service, source);
        var refused = 0;

        foreach (var operation in PublishedOperations.All)
        {
            foreach (Match parameter in InBraces().Matches(operation.Pattern ?? operation.Path))
            {
                var path = Filled(operation.Pattern ?? operation.Path, values.Append((parameter.Groups[1].Value, Unknown())));
                await NotFoundAsync(operation, path + Filled(Query(operation.Required, ""), values), parameter.Groups[1].Value);
            }
            foreach (var name in operation.Typed.Where(name => name is "tagId" or "tagIds" or "iterationId"))
            {
                var others = Query(operation.Required, operation.Optional).TrimStart('?').Split('&').Where(part => !part.StartsWith($"{name}=", StringComparison.Ordinal));
                await NotFoundAsync(operation, Filled($"{operation.Path}?{string.Join('&', others.Append($"{name}={Unknown()}"))}", values), name);
            }
            if (operation.Body?.Contains("{tagId}", StringComparison.Ordinal) == true)
                await NotFoundAsync(operation, Filled(operation.Path, values), "tagId", [.. values, ("tagId", Unknown())]);
        }

        // In paths, in queries and in bodies. What is to be deleted is not missed, and an unknown domain is no id to be found.
        Assert.Equal(39 + 12 + 2, refused);

        static string Unknown() => Guid.NewGuid().ToString();

        async Task NotFoundAsync(PublishedOperation operation, string path, string name, List<(string, string)>? inBody = null)
        {
            using var content = Content(operation, inBody ?? values, "application/json", "multipart/form-data");
            using var response = await SendAsync(service, operation, path, content, "application/json");
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
            Assert.True((int)response.StatusCode == 404, $"{operation.Name} with an unknown {name}: {(int)response.StatusCode} {body}");
            var code = (string?)JsonNode.Parse(body)!["Code"];
            Assert.True(name switch
            {
                "projectId" => "NotFoundProject",
                "tagId" or "tagIds" => "NotFoundTag",
                "iterationId" => "NotFoundIteration",
                "imageId" => "NotFoundImage",
                "domainId" => "NotFoundDomain",
                _ => "NotFound",
            } == code, $"{operation.Name} with an unknown {name}: {code}");
            refused++;
        }
    }

    [Fact]
    public async Task No_operation_is_missing_and_each_has_a_key_of_its_own()
    {
        await using var service = await TestService.StartAsync();
        var unknown = PublishedOperations.All.SelectMany(operation => InBraces().Matches(operation.Path)).Select(match => (match.Groups[1].Value, Guid.NewGuid().ToString()));

        Assert.Equal((31, 2), (PublishedOperations.All.Count(operation => !operation.IsPrediction), PublishedOperations.All.Count(operation => operation.IsPrediction)));
        Assert.Equal(33, PublishedOperations.All.Select(operation => operation.Name).Distinct().Count());
        foreach (var operation in PublishedOperations.All)
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
    private static async Task<List<(string Name, string Value)>> SceneAsync(TestService service, ImageSource source)
    {
        var (project, red, green) = await service.NewColoursAsync(7);
        await service.UploadAsync(project, TestImages.New());
        var one = await service.TrainDefaultAsync(project);
        await service.UploadAsync(project, TrainingSteps.Coloured("red"), red);
        var two = await service.TrainAsync(project);
        await service.UploadAsync(project, TestImages.New());
        var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("green"), "?application=a");
        await service.PredictAsync(project, TrainingSteps.Coloured("red"), "?application=a");
        var image = (await service.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={red}&take=1"))[0]!;
        return
        [
            ("projectId", project), ("tagId", red), ("otherTagId", green), ("iterationId", one), ("otherIterationId", (string)two["Id"]!),
            ("predictionId", (string)prediction["Id"]!), ("imageId", (string)image["Id"]!), ("labelId", (string)image["Labels"]![0]!["LabelId"]!),
            ("domainId", PublishedOperations.Food), ("url", source.Add("/a.png", TrainingSteps.Coloured("green"))),
        ];
    }

    private static Task<HttpResponseMessage> SendAsync(TestService service, PublishedOperation operation, string path, HttpContent? content, string accept) =>
        operation.IsPrediction
            ? service.SendPredictionAsync(path, content, accept)
            : service.SendAsync(operation.Method, path, content, accept);

    private static HttpContent? Content(PublishedOperation operation, IEnumerable<(string, string)> values, string bodyType, string imageType) => operation.Body switch
    {
        null => null,
        PublishedOperation.Image when imageType == "multipart/form-data" => TestService.Multipart([TrainingSteps.Coloured("red")]),
        PublishedOperation.Image => TestService.Body(imageType, TrainingSteps.Coloured("red")),
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
}
