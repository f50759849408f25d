using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>A parameter of an operation, as published.</summary>
/// <param name="In">path, query, body or formData.</param>
/// <param name="Type">The type of a single value, of an item of a list, or the model of a body.</param>
internal sealed record PublishedParameter(string Name, string In, bool IsRequired, string Type);

/// <summary>An operation, as published.</summary>
/// <param name="Path">After the version and the name of the API.</param>
/// <param name="Answers">The schemas by status; null for an answer without a body.</param>
internal sealed record DescribedOperation(
    string Name, string Method, string Path, IReadOnlyList<PublishedParameter> Parameters, IReadOnlyDictionary<int, JsonNode?> Answers);

/// <summary>The published description of one version of Training or Prediction 3.</summary>
internal sealed class PublishedDescription
{
    /// <summary>Members that are null in recorded answers although the descriptions don't say so.</summary>
    private static readonly HashSet<string> RecordedAsNull =
    [
        "thumbnailUri", "detectionParameters", "exportableTo", "publishName", "originalPublishResourceId", "customBaseModelInfo", "trainingErrorDetails",
        "modelInformation", "downloadUri", "flavor", "tagName", "image", "continuation", "tags", "application", "tagIds", "description",
    ];

    private readonly JsonNode root;

    private PublishedDescription(string api, string version, JsonNode root)
    {
        (Api, Version, this.root) = (api, version, root);
        Operations = [.. root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => Read(path.Key, operation.Key, operation.Value!)))];
    }

    public string Api { get; }

    public string Version { get; }

    public IReadOnlyList<DescribedOperation> Operations { get; }

    public HashSet<string> ErrorCodes => [.. root["definitions"]!["CustomVisionError"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!)];

    public IEnumerable<string> Models => root["definitions"]!.AsObject().Select(model => model.Key);

    public static PublishedDescription Of(string api, string version)
    {
        using var stream = typeof(PublishedDescription).Assembly.GetManifestResourceStream($"{api}-{version}")!;
        return new PublishedDescription(api, version, JsonNode.Parse(stream)!);
    }

    public string Address(TestService service, string path) => $"{service.Endpoint}/customvision/v{Version}/{Api}/{path.TrimStart('/')}";

    /// <summary>Checks an answer: no member that isn't described, all that are required, in the described order, with their types.</summary>
    /// <param name="met">Takes the models that the answer has.</param>
    public void CheckJson(JsonNode schema, JsonNode? value, string place, ISet<string> met)
    {
        if (schema["$ref"] is { } reference)
        {
            var name = ((string)reference!).Split('/')[^1];
            met.Add(name);
            CheckJson(root["definitions"]![name]!, value, place, met);
            return;
        }
        switch ((string?)schema["type"])
        {
            case "array":
                foreach (var item in value!.AsArray())
                    CheckJson(schema["items"]!, item, $"{place}[]", met);
                break;
            case "object" when schema["additionalProperties"] is { } pairs:
                foreach (var pair in value!.AsObject())
                    CheckJson(pairs, pair.Value, $"{place}.{pair.Key}", met);
                break;
            case "object":
                var there = value!.AsObject().Select(member => member.Key).ToList();
                CheckMembers(schema, there, place);
                foreach (var member in value.AsObject())
                    if (member.Value is not null)
                        CheckJson(schema["properties"]![member.Key]!, member.Value, $"{place}.{member.Key}", met);
                    else
                        Assert.True((bool?)schema["properties"]![member.Key]!["x-nullable"] == true || RecordedAsNull.Contains(member.Key), $"{place}.{member.Key} is null.");
                break;
            case var type:
                var kind = type switch { "integer" or "number" => "Number", "boolean" => "True or False", _ => "String" };
                Assert.True(kind.Contains(value!.GetValueKind().ToString(), StringComparison.Ordinal), $"{place} is {value.ToJsonString()}, no {type}.");
                CheckText(schema, kind == "Number" ? value.ToJsonString() : value.ToString(), place);
                break;
        }
    }

    /// <summary>Checks an answer in XML: nulls have no element.</summary>
    public void CheckXml(JsonNode schema, XElement element, string place)
    {
        if (schema["$ref"] is { } reference)
        {
            CheckXml(root["definitions"]![((string)reference!).Split('/')[^1]]!, element, place);
            return;
        }
        switch ((string?)schema["type"])
        {
            case "array":
                foreach (var item in element.Elements())
                {
                    if (schema["items"]!["$ref"] is { } name)
                        Assert.Equal(((string)name!).Split('/')[^1], item.Name.LocalName);
                    CheckXml(schema["items"]!, item, $"{place}[]");
                }
                break;
            case "object" when schema["additionalProperties"] is { } pairs:
                foreach (var pair in element.Elements())
                    CheckXml(pairs, pair, $"{place}.{pair.Name}");
                break;
            case "object":
                CheckMembers(schema, [.. element.Elements().Select(child => child.Name.LocalName)], place);
                foreach (var child in element.Elements())
                    CheckXml(schema["properties"]![child.Name.LocalName]!, child, $"{place}.{child.Name}");
                break;
            default:
                CheckText(schema, element.Value, place);
                break;
        }
    }

    private static void CheckMembers(JsonNode schema, List<string> there, string place)
    {
        var described = schema["properties"]!.AsObject().Select(member => member.Key).ToList();
        Assert.True(there.TrueForAll(described.Contains), $"{place} has {string.Join(", ", there.Except(described))}, which is not described.");
        Assert.Equal(described.Where(there.Contains), there);
        foreach (var required in schema["required"]?.AsArray() ?? [])
            Assert.True(there.Contains((string)required!) || RecordedAsNull.Contains((string)required!), $"{place}.{required} is missing.");
    }

    private static void CheckText(JsonNode schema, string text, string place)
    {
        var isRight = ((string?)schema["format"] ?? (string?)schema["type"]) switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "int32" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "float" or "double" => text.AsSpan().IndexOfAny('.', 'E') > 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            "boolean" => text is "true" or "false",
            "date-time" => DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
            _ => schema["enum"] is not { } names || names.AsArray().Any(name => (string)name! == text),
        };
        Assert.True(isRight, $"{place} is {text}, which is not described.");
    }

    private static DescribedOperation Read(string path, string method, JsonNode operation) => new(
        (string)operation["operationId"]!,
        method.ToUpperInvariant(),
        path,
        [.. operation["parameters"]?.AsArray().Where(parameter => parameter!["$ref"] is null).Select(parameter => new PublishedParameter(
            (string)parameter!["name"]!,
            (string)parameter["in"]!,
            (bool?)parameter["required"] ?? false,
            TypeOf(parameter["schema"] ?? parameter["items"] ?? parameter))) ?? []],
        operation["responses"]!.AsObject().Where(answer => answer.Key != "default")
            .ToDictionary(answer => int.Parse(answer.Key, CultureInfo.InvariantCulture), answer => answer.Value!["schema"]?.DeepClone()));

    private static string TypeOf(JsonNode schema) => (string?)schema["$ref"] is { } reference ? reference.Split('/')[^1]
        : schema["enum"] is not null ? "enum"
        : (string?)schema["format"] ?? (string?)schema["type"] ?? "object";
}
