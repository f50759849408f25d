using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using CustomVision.LocalService.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>
/// The body of an operation that takes a list of items and the tags for all of them: as JSON, as XML or as a form, the formats
/// of the published description. Names match in any case and members of later versions are passed over, as at the real service.
/// </summary>
/// <param name="Items">As they stand on the wire.</param>
internal sealed record BatchBody(IReadOnlyCollection<Guid> TagIds, IReadOnlyList<string> Items)
{
    private const int MaxBytes = 1024 * 1024;
    private const string TagIdsName = "TagIds";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="itemsName">The member that holds the items.</param>
    /// <param name="noItems">What is said when there are none.</param>
    public static async Task<BatchBody> ReadAsync(HttpRequest request, string itemsName, string noItems)
    {
        var read = ReaderFor(request.ContentType);
        var body = await BoundedBody.ReadAsync(request, MaxBytes);
        List<string> tagIds = [], items = [];
        foreach (var (name, value) in read(body, [TagIdsName, itemsName]))
            (name == TagIdsName ? tagIds : items).Add(value);

        if (items.Count == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageBatch, noItems);
        if (items.Count > ImageUpload.MaxBatchSize)
            throw new ServiceException(
                ErrorCodes.BadRequestExceededBatchSize, $"A batch has at most {ImageUpload.MaxBatchSize} images.");
        RequestRecord.Of(request).ImageCount = items.Count;
        return new BatchBody(tagIds.ConvertAll(id => RequestValues.Id(TagIdsName, id)), items);
    }

    private delegate IEnumerable<(string Name, string Value)> Reader(ReadOnlyMemory<byte> body, string[] names);

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

    private static List<(string, string)> Json(ReadOnlyMemory<byte> body, string[] names)
    {
        try
        {
            if (body.Span.StartsWith(Encoding.UTF8.Preamble))
                body = body[Encoding.UTF8.Preamble.Length..];
            using var document = JsonDocument.Parse(body, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ServiceException(ErrorCodes.BadRequest, "The body must be a JSON object.");

            var values = new List<(string, string)>();
            foreach (var member in document.RootElement.EnumerateObject())
                if (Known(member.Name, names) is { } name && member.Value.ValueKind != JsonValueKind.Null)
                    values.AddRange(Strings(name, member.Value).Select(value => (name, value)));
            return values;
        }
        // The latter where a string is no Unicode.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ServiceException(ErrorCodes.BadRequest, $"The body is no JSON: {error.Message}");
        }
    }

    private static List<string> Strings(string name, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
            throw new ServiceException(ErrorCodes.BadRequest, $"{name} must be an array of strings.");
        return [.. list.EnumerateArray().Select(item => item.GetString() ?? "")];
    }

    /// <summary>A list is the element of its name once, with an element for each item, or the element again for each item.</summary>
    private static List<(string, string)> Xml(ReadOnlyMemory<byte> body, string[] names)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var values = new List<(string, string)>();
            foreach (var member in XElement.Load(reader).Elements())
            {
                if (Known(member.Name.LocalName, names) is not { } name)
                    continue;
                foreach (var item in member.HasElements ? member.Elements() : member.Value.Trim().Length > 0 ? [member] : [])
                    values.Add((name, item.Value.Trim()));
            }
            return values;
        }
        catch (XmlException error)
        {
            throw new ServiceException(ErrorCodes.BadRequest, $"The body is no XML: {error.Message}");
        }
    }

    /// <summary>Names are repeated, bare or with brackets: Urls=, Urls[]=, Urls[0]=.</summary>
    private static List<(string, string)> Form(ReadOnlyMemory<byte> body, string[] names)
    {
        var values = new List<(string, string)>();
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(body.Span)))
        {
            var bare = field.DecodeName().ToString().Split('[')[0];
            if (Known(bare, names) is { } name && field.DecodeValue() is { Length: > 0 } value)
                values.Add((name, value.ToString()));
        }
        return values;
    }

    private static string? Known(string name, string[] names) =>
        Array.Find(names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
