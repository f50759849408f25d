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
            foreach (var format in All)
                if (range.Quality is not <= 0 && Covers(range, format) && !IsRefused(format, wanted))
                    return format;
        }
        return Json;
    }

    private static bool Covers(MediaTypeHeaderValue range, ReplyFormat format) =>
        range.MatchesAllTypes
        || (range.MatchesAllSubTypes && format.MediaType.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))
        || IsNamed(range, format);

    private static bool IsRefused(ReplyFormat format, IList<MediaTypeHeaderValue> wanted) =>
        wanted.Any(range => range.Quality is <= 0 && IsNamed(range, format));

    private static bool IsNamed(MediaTypeHeaderValue range, ReplyFormat format) =>
        range.MediaType.Equals(format.MediaType, StringComparison.OrdinalIgnoreCase);
}
