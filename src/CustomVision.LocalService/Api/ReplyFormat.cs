using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>One of the four media types of the API.</summary>
internal sealed record ReplyFormat(string MediaType, bool IsXml)
{
    private static readonly ReplyFormat Json = new("application/json", false);
    private static readonly ReplyFormat Xml = new("application/xml", true);

    // Where a client leaves the choice, the first that fits is taken.
    private static readonly ReplyFormat[] All = [Json, new("text/json", false), Xml, new("text/xml", true)];

    public string ContentType => $"{MediaType}; charset=utf-8";

    /// <summary>
    /// What the client likes best of what there is. One that accepts none of it gets JSON rather than a 406: clients say
    /// "image/*" or "text/html" without meaning it.
    /// </summary>
    public static ReplyFormat For(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (StringValues.IsNullOrEmpty(accept) || !MediaTypeHeaderValue.TryParseList(accept, out var wanted))
            return Json;

        // By quality; at the same quality, what is named goes before what is only covered by a wildcard.
        foreach (var range in wanted.OrderByDescending(range => range, MediaTypeHeaderValueComparer.QualityComparer))
        {
            if (range.Quality is <= 0)
                continue;
            foreach (var format in All)
                if (Covers(range, format.MediaType))
                    return format;
        }
        return Json;
    }

    private static bool Covers(MediaTypeHeaderValue range, string mediaType) =>
        range.MatchesAllTypes
        || (range.MatchesAllSubTypes && mediaType.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))
        || range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
