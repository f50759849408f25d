using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using CustomVision.LocalService.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>A member of a body.</summary>
/// <param name="Name">As published; a member of a member stands after a dot.</param>
internal sealed record BodyMember(string Name, bool IsList = false);

/// <summary>
/// Reads the members of a body as JSON, as XML or as a form, the formats of the published description. Names match in any case
/// and members that are not asked for are passed over, as at the real service. What is null is not there.
/// </summary>
internal static class BodyReader
{
    private const int MaxBytes = 1024 * 1024;

    // No model is nested deeper than three.
    private const int MaxDepth = 64;

    /// <summary>How serializers write a null in XML.</summary>
    private static readonly XName Nil = XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance");

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    private delegate List<(string Name, string Value)> Reader(ReadOnlyMemory<byte> body, BodyMember[] members);

    /// <summary>The values of a list, and no others, may come with the same name.</summary>
    public static async Task<List<(string Name, string Value)>> ReadAsync(HttpRequest request, params BodyMember[] members)
    {
        var read = ReaderFor(request.ContentType);
        return read(await BoundedBody.ReadAsync(request, MaxBytes), members);
    }

    private static Reader ReaderFor(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
            return Json;
        return MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.MediaType.ToString().ToUpperInvariant() switch
        {
            "APPLICATION/JSON" or "TEXT/JSON" => Json,
            "APPLICATION/XML" or "TEXT/XML" => Xml,
            "APPLICATION/X-WWW-FORM-URLENCODED" => Form,
            _ => throw Unknown(),
        }
        : throw Unknown();

        static ServiceException Unknown() =>
            new(ErrorCodes.BadRequest, "The Content-Type must be that of JSON, of XML or of a URL-encoded form.");
    }

    private static List<(string, string)> Json(ReadOnlyMemory<byte> body, BodyMember[] members)
    {
        try
        {
            if (body.Span.StartsWith(Encoding.UTF8.Preamble))
                body = body[Encoding.UTF8.Preamble.Length..];
            using var document = JsonDocument.Parse(body, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ServiceException(ErrorCodes.BadRequest, "The body must be a JSON object.");

            var values = new List<(string, string)>();
            AddJson(values, document.RootElement, "", members);
            return values;
        }
        // The latter where a string is no Unicode.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ServiceException(ErrorCodes.BadRequest, $"The body is no JSON: {error.Message}");
        }
    }

    private static void AddJson(List<(string, string)> values, JsonElement parent, string prefix, BodyMember[] members)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
                continue;
            if (property.Value.ValueKind == JsonValueKind.Object && HasMembers(prefix + property.Name, members))
                AddJson(values, property.Value, $"{prefix}{property.Name}.", members);
            else if (Known(prefix + property.Name, members) is { } member)
                values.AddRange(JsonValues(member, property.Value).Select(value => (member.Name, value)));
        }
    }

    private static List<string> JsonValues(BodyMember member, JsonElement value)
    {
        if (!member.IsList)
            return value.ValueKind switch
            {
                JsonValueKind.String => [value.GetString()!],
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
                _ => throw new ServiceException(ErrorCodes.BadRequest, $"{member.Name} must be a single value."),
            };
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
            throw new ServiceException(ErrorCodes.BadRequest, $"{member.Name} must be an array of strings.");
        return [.. value.EnumerateArray().Select(item => item.GetString() ?? "")];
    }

    private static List<(string, string)> Xml(ReadOnlyMemory<byte> body, BodyMember[] members)
    {
        try
        {
            RequireFlat(body);
            using var reader = NewXmlReader(body);
            var values = new List<(string, string)>();
            AddXml(values, XElement.Load(reader), "", members);
            return values;
        }
        catch (XmlException error)
        {
            throw new ServiceException(ErrorCodes.BadRequest, $"The body is no XML: {error.Message}");
        }
    }

    /// <summary>Before any of it is built: a tree of a hundred thousand levels takes a stack as deep.</summary>
    private static void RequireFlat(ReadOnlyMemory<byte> body)
    {
        using var reader = NewXmlReader(body);
        while (reader.Read())
            if (reader.Depth > MaxDepth)
                throw new XmlException($"It is nested more than {MaxDepth} deep.");
    }

    private static XmlReader NewXmlReader(ReadOnlyMemory<byte> body) => XmlReader.Create(
        new MemoryStream(body.ToArray(), writable: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });

    /// <summary>A list is the element of its name once, with an element for each item, or the element again for each item.</summary>
    private static void AddXml(List<(string, string)> values, XElement parent, string prefix, BodyMember[] members)
    {
        foreach (var element in parent.Elements())
        {
            if ((string?)element.Attribute(Nil) is "true" or "1")
                continue;
            if (HasMembers(prefix + element.Name.LocalName, members))
                AddXml(values, element, $"{prefix}{element.Name.LocalName}.", members);
            if (Known(prefix + element.Name.LocalName, members) is not { } member)
                continue;
            if (!member.IsList)
                values.Add((member.Name, element.Value));
            else
                foreach (var item in element.HasElements ? element.Elements() : element.Value.Trim().Length > 0 ? [element] : [])
                    values.Add((member.Name, item.Value.Trim()));
        }
    }

    /// <summary>Names of lists are repeated, bare or with brackets: Urls=, Urls[]=, Urls[0]=.</summary>
    private static List<(string, string)> Form(ReadOnlyMemory<byte> body, BodyMember[] members)
    {
        var values = new List<(string, string)>();
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(body.Span)))
        {
            var name = field.DecodeName().ToString();
            var value = field.DecodeValue().ToString();
            if (Known(name, members) is { IsList: false } single)
                values.Add((single.Name, value));
            else if (Known(name.Split('[')[0], members) is { IsList: true } list && value.Length > 0)
                values.Add((list.Name, value));
        }
        return values;
    }

    private static BodyMember? Known(string name, BodyMember[] members) =>
        Array.Find(members, member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool HasMembers(string name, BodyMember[] members) =>
        Array.Exists(members, member => member.Name.StartsWith($"{name}.", StringComparison.OrdinalIgnoreCase));
}
