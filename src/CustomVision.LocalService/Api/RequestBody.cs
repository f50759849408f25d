using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using CustomVision.LocalService.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>
/// The members of a body of JSON, XML or a URL-encoded form, the formats of the published description. Names are in any case and
/// unknown members are ignored, as by the real service. A member that is null counts as missing.
/// </summary>
internal sealed class RequestBody : RequestParameters
{
    private const int MaxBytes = 1024 * 1024;

    // No model is nested deeper than three levels.
    private const int MaxDepth = 64;

    /// <summary>The attribute that serializers write for a null in XML.</summary>
    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    private readonly List<(string Name, string Value)> values;
    private readonly string[] members;
    private readonly string[] lists;

    private RequestBody(List<(string Name, string Value)> values, string[] members, string[] lists)
        : base(name => values.FindLast(value => value.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value)
    {
        this.values = values;
        this.members = members;
        this.lists = lists;
    }

    /// <param name="members">The names of the single values, as published. The member of a member is written with a dot.</param>
    /// <param name="lists">The names of the lists of strings.</param>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, string[] members, params string[] lists)
    {
        var body = new RequestBody([], members, lists);
        var read = body.ReaderFor(request.ContentType);
        read(await BoundedBody.ReadAsync(request, MaxBytes));
        return body;
    }

    public IReadOnlyList<string> List(string name) => [.. values.Where(value => value.Name == name).Select(value => value.Value)];

    public List<Guid> Ids(string name) => [.. List(name).Select(id => ParseId(name, id))];

    private Action<ReadOnlyMemory<byte>> ReaderFor(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
            return ReadJson;
        var mediaType = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.MediaType.ToString() : "";
        return mediaType.ToUpperInvariant() switch
        {
            "APPLICATION/JSON" or "TEXT/JSON" => ReadJson,
            "APPLICATION/XML" or "TEXT/XML" => ReadXml,
            "APPLICATION/X-WWW-FORM-URLENCODED" => ReadForm,
            _ => throw Invalid("The Content-Type must be JSON, XML or a URL-encoded form."),
        };
    }

    private void ReadJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (body.Span.StartsWith(Encoding.UTF8.Preamble))
                body = body[Encoding.UTF8.Preamble.Length..];
            using var document = JsonDocument.Parse(body, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Invalid("The body must be a JSON object.");
            AddJson(document.RootElement, "");
        }
        // InvalidOperationException: a string is not valid Unicode.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Invalid($"The body is not valid JSON: {error.Message}");
        }
    }

    private void AddJson(JsonElement parent, string prefix)
    {
        foreach (var property in parent.EnumerateObject())
        {
            var (name, value) = (prefix + property.Name, property.Value);
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (value.ValueKind == JsonValueKind.Object && HasMembers(name))
                AddJson(value, $"{name}.");
            else if (Find(members, name) is { } member)
                values.Add((member, value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                    _ => throw Invalid($"{member} must be a single value."),
                }));
            else if (Find(lists, name) is { } list)
                AddJsonList(list, value);
        }
    }

    private void AddJsonList(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
            throw Invalid($"{name} must be an array of strings.");
        values.AddRange(value.EnumerateArray().Select(item => (name, item.GetString() ?? "")));
    }

    private void ReadXml(ReadOnlyMemory<byte> body)
    {
        try
        {
            RequireFlat(body);
            using var reader = NewXmlReader(body);
            AddXml(XElement.Load(reader), "");
        }
        catch (XmlException error)
        {
            throw Invalid($"The body is not valid XML: {error.Message}");
        }
    }

    /// <summary>Checks the depth before a tree is built: a tree of a hundred thousand levels would overflow the stack.</summary>
    private static void RequireFlat(ReadOnlyMemory<byte> body)
    {
        using var reader = NewXmlReader(body);
        while (reader.Read())
            if (reader.Depth > MaxDepth)
                throw new XmlException($"It is nested more than {MaxDepth} levels deep.");
    }

    private static XmlReader NewXmlReader(ReadOnlyMemory<byte> body) => XmlReader.Create(
        new MemoryStream(body.ToArray(), writable: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });

    /// <summary>A list is one element with an element per item, or the element of its name repeated per item.</summary>
    private void AddXml(XElement parent, string prefix)
    {
        foreach (var element in parent.Elements())
        {
            var name = prefix + element.Name.LocalName;
            if ((string?)element.Attribute(Nil) is "true" or "1")
                continue;
            if (HasMembers(name))
                AddXml(element, $"{name}.");
            if (Find(members, name) is { } member)
                values.Add((member, element.Value));
            else if (Find(lists, name) is { } list)
                foreach (var item in element.HasElements ? element.Elements() : element.Value.Trim().Length > 0 ? [element] : [])
                    values.Add((list, item.Value.Trim()));
        }
    }

    /// <summary>The name of a list is repeated, with or without brackets: Urls=, Urls[]=, Urls[0]=.</summary>
    private void ReadForm(ReadOnlyMemory<byte> body)
    {
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(body.Span)))
        {
            var name = field.DecodeName().ToString();
            var value = field.DecodeValue().ToString();
            if (Find(members, name) is { } member)
                values.Add((member, value));
            else if (Find(lists, name.Split('[')[0]) is { } list && value.Length > 0)
                values.Add((list, value));
        }
    }

    private static string? Find(string[] names, string name) =>
        Array.Find(names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    private bool HasMembers(string name) =>
        Array.Exists(members, member => member.StartsWith($"{name}.", StringComparison.OrdinalIgnoreCase));

    private static ServiceException Invalid(string message) => new(ErrorCodes.BadRequest, message);
}
