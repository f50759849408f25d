using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using CustomVision.LocalService.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// The members of a body of JSON, XML or a URL-encoded form. It is as lenient as the real service, whose clients rely on that: names in any
/// case, strings in single quotes, an empty body, and JSON whatever the Content-Type is. Unknown members are ignored, and null counts as
/// missing.
/// </summary>
internal sealed class LenientBody : RequestParameters
{
    private const int MaxDepth = 64;

    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The attribute that serializers write for a null in XML.</summary>
    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    private readonly JObject members;

    public LenientBody(JObject members)
        : base(name => TextOf(Find(members, name))) => this.members = members;

    public bool IsEmpty => members.Count == 0;

    /// <summary>All members that are single values, as a map.</summary>
    public Dictionary<string, string> Map => members.Properties()
        .Where(member => member.Value.Type != JTokenType.Null)
        .ToDictionary(member => member.Name, member => TextOf(member.Value) ?? throw Invalid($"{member.Name} must be a single value."));

    public static async Task<LenientBody> ReadAsync(HttpRequest request, int maxBytes = MaxBytes) =>
        Parse(request.ContentType, await BoundedBody.ReadAsync(request, maxBytes));

    public static LenientBody Parse(string? contentType, ReadOnlyMemory<byte> body) => new(
        body.IsEmpty ? [] : IsXml(contentType) ? ParseXml(body) : IsForm(contentType) ? ParseForm(body) : ParseJson(body));

    /// <summary>The member of that name; null when it is missing.</summary>
    public LenientBody? Member(string name) => Find(members, name) switch
    {
        null => null,
        JObject value => new LenientBody(value),
        _ => throw Invalid($"{name} must be an object."),
    };

    /// <summary>The items of a list of objects; empty when it is missing.</summary>
    public IReadOnlyList<LenientBody> Items(string name) =>
        [.. ListOf(Find(members, name)).Select(item => item is JObject value ? new LenientBody(value) : throw Invalid($"{name} must be a list of objects."))];

    /// <summary>The items of a list of values; null when it is missing.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(members, name) is { } list
        ? [.. ListOf(list).Select(item => TextOf(item) ?? throw Invalid($"{name} must be a list of values."))]
        : null;

    /// <summary>The items of a list of ids; empty when it is missing.</summary>
    public IReadOnlyList<Guid> Ids(string name) => [.. (Texts(name) ?? []).Select(id => ParseId(name, id))];

    /// <exception cref="ServiceException">The id is missing.</exception>
    public Guid RequiredId(string name) => Id(name)
        ?? throw new ServiceException(ErrorCodes.BadRequestInvalidIds, $"{name} is required.");

    /// <exception cref="ServiceException">The number is missing or none.</exception>
    public float RequiredNumber(string name) =>
        Text(name) is { } text && float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number
            : throw Invalid($"{name} must be a number.");

    /// <summary>
    /// Binds a body. On the real service a value of a wrong type, such as an id that is no GUID, leaves nothing of the body, and the error
    /// is that of an empty one.
    /// </summary>
    public static T Bind<T>(string code, string message, Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (ServiceException error) when (error.Code is ErrorCodes.BadRequestInvalidIds or ErrorCodes.BadRequest)
        {
            throw new ServiceException(code, message);
        }
    }

    public static bool IsXml(string? contentType) => MediaTypeOf(contentType) is "APPLICATION/XML" or "TEXT/XML";

    public static bool IsForm(string? contentType) => MediaTypeOf(contentType) is "APPLICATION/X-WWW-FORM-URLENCODED";

    public static ServiceException Invalid(string message) => new(ErrorCodes.BadRequest, message);

    private static JObject ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(body.ToArray()));
            using var reader = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None, MaxDepth = MaxDepth };
            // An empty body may have blanks.
            return !reader.Read() || reader.TokenType == JsonToken.Null ? []
                : reader.TokenType == JsonToken.StartObject ? JObject.Load(reader)
                : throw Invalid("The body must be a JSON object.");
        }
        catch (JsonException error)
        {
            throw Invalid($"The body is not valid JSON: {error.Message}");
        }
    }

    /// <summary>An element with elements is an object, and an element of the same name as another one is an item of a list.</summary>
    private static JObject ParseXml(ReadOnlyMemory<byte> body)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            // A tree of a hundred thousand levels would overflow the stack.
            using (var depth = XmlReader.Create(new MemoryStream(body.ToArray()), settings))
                while (depth.Read())
                    if (depth.Depth > MaxDepth)
                        throw new XmlException($"It is nested more than {MaxDepth} levels deep.");
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray()), settings);
            return ToObject(XElement.Load(reader));
        }
        catch (XmlException error)
        {
            throw Invalid($"The body is not valid XML: {error.Message}");
        }
    }

    private static JObject ToObject(XElement element)
    {
        var members = new JObject();
        foreach (var child in element.Elements().Where(child => (string?)child.Attribute(Nil) is not ("true" or "1")))
            Add(members, XmlConvert.DecodeName(child.Name.LocalName)!, child.HasElements ? ToObject(child) : new JValue(child.Value));
        return members;
    }

    /// <summary>The names of a form are paths: url=, tagIds[0]=, images[0].url=, images[0][url]=.</summary>
    private static JObject ParseForm(ReadOnlyMemory<byte> body)
    {
        var root = new JObject();
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(body.Span)))
        {
            var steps = field.DecodeName().ToString().Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
            if (steps.Length is 0 or > MaxDepth)
                continue;
            var parent = root;
            foreach (var step in steps[..^1])
            {
                if (parent[step] is not JObject next)
                    parent[step] = next = [];
                parent = next;
            }
            Add(parent, steps[^1], new JValue(field.DecodeValue().ToString()));
        }
        return root;
    }

    private static void Add(JObject parent, string name, JToken value)
    {
        if (parent[name] is JArray list)
            list.Add(value);
        else if (parent[name] is { } first)
            parent[name] = new JArray(first, value);
        else
            parent[name] = value;
    }

    /// <summary>A list of JSON is an array. One of XML or a form is an object of its items, or a single item.</summary>
    private static IEnumerable<JToken> ListOf(JToken? value) => value switch
    {
        null => [],
        JArray items => items,
        JObject items => items.Properties().SelectMany(item => item.Value is JArray several ? several : Enumerable.Repeat(item.Value, 1)),
        JValue { Value: string { Length: 0 } } => [],
        _ => [value],
    };

    private static JToken? Find(JObject members, string name) =>
        members.GetValue(name, StringComparison.OrdinalIgnoreCase) is { Type: not JTokenType.Null } value ? value : null;

    private static string? TextOf(JToken? value) => value is JValue { Value: { } single }
        ? single is bool flag ? flag ? "true" : "false" : Convert.ToString(single, CultureInfo.InvariantCulture)
        : null;

    private static string MediaTypeOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.MediaType.ToString().ToUpperInvariant() : "";
}
