using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>Every operation of every published description of 3.x, walked one by one: method, path, parameters, status and body.</summary>
public sealed partial class PublishedV3Tests
{
    private static readonly string[] TrainingVersions = ["3.0", "3.1", "3.2", "3.3", "3.4-preview"];

    public static TheoryData<string, string> Descriptions => new(
        [.. TrainingVersions.Select(version => ("training", version)), ("prediction", "3.0"), ("prediction", "3.1")]);

    [Theory]
    [MemberData(nameof(Descriptions))]
    public async Task Every_operation_answers_in_json_as_published(string api, string version)
    {
        var description = PublishedDescription.Of(api, version);
        var met = new HashSet<string>();

        await WalkAsync(description, "application/json", "application/json", (schema, body, place) =>
            description.CheckJson(schema, JsonNode.Parse(body), place, met));

        // An empty list in every answer would have hidden the model of its items.
        string[] answered = api == "training"
            ? ["Domain", "Project", "ProjectSettings", "Tag", "Image", "ImageTag", "ImageRegion", "ImageCreateSummary", "ImageCreateResult", "ImageRegionCreateResult",
                "ImageTagCreateEntry", "RegionProposal", "BoundingBox", "Iteration", "TagPerformance", "ImagePerformance", "Prediction", "StoredImagePrediction", "Export"]
            : ["ImagePrediction", "Prediction"];
        Assert.Empty(answered.Except(met));
    }

    [Theory]
    [InlineData("training", "3.0", "application/xml", "text/xml")]
    [InlineData("training", "3.1", "text/xml", "text/xml")]
    [InlineData("training", "3.2", "application/xml", "application/xml")]
    [InlineData("training", "3.4-preview", "text/xml", "application/xml")]
    [InlineData("training", "3.3", "application/xml", "application/x-www-form-urlencoded")]
    [InlineData("prediction", "3.0", "application/xml", "text/xml")]
    [InlineData("prediction", "3.1", "text/xml", "application/xml")]
    public async Task Every_operation_takes_and_answers_xml(string api, string version, string accept, string bodyType)
    {
        var description = PublishedDescription.Of(api, version);

        await WalkAsync(description, accept, bodyType, (schema, body, place) => description.CheckXml(schema, XElement.Parse(body), place));
    }

    [Theory]
    [MemberData(nameof(Descriptions))]
    public async Task Bad_values_and_unknown_ids_are_refused_with_published_codes(string api, string version)
    {
        var description = PublishedDescription.Of(api, version);
        await using var service = await TestService.StartAsync(with: Instant);
        var scene = await SceneAsync(service);
        var refused = 0;

        foreach (var operation in description.Operations)
        {
            var values = scene.For(operation.Name);
            foreach (var parameter in operation.Parameters)
            {
                if (parameter is { In: "path", Type: "uuid" } or { In: "query", Type: "uuid" or "int32" or "boolean" or "float" or "enum" })
                    await RefusedAsync(operation, values.With(parameter.Name, "nonsense"), 400, parameter.Name);
                if (parameter is { In: "path", Name: "projectId" or "tagId" or "imageId" or "domainId" or "iterationId" })
                    await RefusedAsync(operation, values.With(parameter.Name, Guid.NewGuid().ToString()), 404, parameter.Name);
                // Unknown ids are no error where something is deleted: a client may repeat its request.
                if (parameter is { In: "query", Name: "tagIds" or "iterationId" } && operation.Method != "DELETE")
                    await RefusedAsync(operation, values.With(parameter.Name, Guid.NewGuid().ToString()), 404, parameter.Name);
                if (parameter is { In: "query", IsRequired: true } or { In: "body", IsRequired: true })
                    await RefusedAsync(operation, values.Without(parameter.Name), 400, parameter.Name);
            }
        }
        Assert.InRange(refused, api == "training" ? 130 : 20, int.MaxValue);

        async Task RefusedAsync(DescribedOperation operation, SceneValues values, int status, string name)
        {
            // These bodies have no member that is required by the local service, and an update of nothing changes nothing.
            // The flavor of an export is an open string in practice.
            if (name is "updatedProject" or "updatedTag" or "updatedIteration" or "query" or "flavor")
                return;
            using var response = await SendAsync(service, description, operation, values, "application/json", "application/json");
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
            Assert.True((int)response.StatusCode == status, $"{operation.Name} with a bad {name}: {(int)response.StatusCode} {body}");
            var error = JsonNode.Parse(body)!;
            Assert.True(description.ErrorCodes.Contains((string)error["code"]!), $"{operation.Name} with a bad {name}: {error["code"]}");
            Assert.NotEmpty((string)error["message"]!);
            refused++;
        }
    }

    [Fact]
    public async Task Each_version_has_its_operations_and_no_others()
    {
        await using var service = await TestService.StartAsync();
        int[] counts = [43, 46, 48, 52, 52];
        var newest = PublishedDescription.Of("training", "3.4-preview");
        foreach (var (index, version) in TrainingVersions.Index())
        {
            var description = PublishedDescription.Of("training", version);
            Assert.Equal(counts[index], description.Operations.Count);
            foreach (var operation in newest.Operations)
            {
                var isThere = description.Operations.Any(known => known.Name == operation.Name);
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), description.Address(service, InBraces().Replace(operation.Path, Guid.NewGuid().ToString())));
                using var client = new HttpClient();
                using var response = await client.SendAsync(request, TestService.Cancel);
                // Without a key: a path that exists is not authorized, and another one is not found.
                Assert.True((isThere ? 401 : 404) == (int)response.StatusCode, $"{operation.Name} in {version}: {(int)response.StatusCode}");
            }
        }
    }

    private static async Task WalkAsync(PublishedDescription description, string accept, string bodyType, Action<JsonNode, string, string> check)
    {
        await using var service = await TestService.StartAsync(with: Instant);
        var scene = await SceneAsync(service);
        // What an operation deletes is needed by those before it.
        foreach (var operation in description.Operations.OrderBy(operation => operation.Method switch { "POST" => 0, "GET" => 1, "PATCH" => 2, _ => operation.Name == "DeleteProject" ? 4 : 3 }))
        {
            using var response = await SendAsync(service, description, operation, scene.For(operation.Name), accept, bodyType);
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
            if (operation.Name.StartsWith("Detect", StringComparison.Ordinal)) // PublishedDetectionTests has the others
            {
                Assert.True((int)response.StatusCode == 400 && body.Contains("Invalid project type for operation", StringComparison.Ordinal), $"{operation.Name}: {(int)response.StatusCode} {body}");
                continue;
            }
            Assert.True(operation.Answers.TryGetValue((int)response.StatusCode, out var schema), $"{operation.Name}: {(int)response.StatusCode} {body}");
            if (schema is null)
                Assert.Empty(body);
            else if ((string?)schema["type"] == "file")
                Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
            else
            {
                Assert.Equal($"{accept}; charset=utf-8", response.Content.Headers.ContentType?.ToString());
                check(schema, body, operation.Name);
            }
        }
        var walked = (await service.RequestsAsync()).TakeLast(description.Operations.Count).Select(request => (string?)request!["operation"]);
        Assert.Equal(description.Operations.Select(operation => operation.Name).Order(), walked.Order());
    }

    private static LocalServiceOptions Instant(LocalServiceOptions options) =>
        options with { Settings = options.Settings with { Training = new TrainingBehaviour(TrainingMode.Instant) } };

    private static async Task<HttpResponseMessage> SendAsync(
        TestService service, PublishedDescription description, DescribedOperation operation, SceneValues values, string accept, string bodyType)
    {
        var query = string.Join('&', operation.Parameters.Where(parameter => parameter.In == "query" && values[parameter.Name] is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(values[parameter.Name]!)}"));
        var path = InBraces().Replace(operation.Path, match => values[match.Groups[1].Value]!);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), $"{description.Address(service, path)}{(query.Length > 0 ? "?" : "")}{query}");
        if (operation.Parameters.Any(parameter => parameter.In == "formData"))
            request.Content = TestService.Multipart([TrainingSteps.Coloured("red")]);
        else if (operation.Parameters.FirstOrDefault(parameter => parameter.In == "body") is { } body && values[body.Name] is { } json)
            request.Content = TestService.Body(bodyType, TestService.Text(In(bodyType, body.Type, json)));
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Training-Key", TestService.TrainingKey);
        request.Headers.Add("Prediction-Key", TestService.PredictionKey);
        return await service.Client.SendAsync(request, TestService.Cancel);
    }

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
        JsonArray items => new XElement(name, items.Select(item => Xml("Item", item!))),
        _ => new XElement(name, value.ToString()),
    };

    private static IEnumerable<string> Fields(string name, JsonNode value) => value switch
    {
        JsonObject members => members.SelectMany(member => Fields(name.Length > 0 ? $"{name}.{member.Key}" : member.Key, member.Value!)),
        JsonArray items => items.SelectMany((item, index) => Fields($"{name}[{index}]", item!)),
        _ => [$"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value.ToString())}"],
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();
}
