using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CustomVision.Http;

/// <summary>The error in an answer's body, whoever wrote it.</summary>
/// <remarks>
/// Shapes seen: {"Code","Message"} (1.0), {"code","message"} (2.x, 3.x), {"statusCode","message"} (the gateway before the
/// service), {"error":{"code","message"}} (newer Azure gateways), and pages that are not JSON at all.
/// </remarks>
internal sealed record ServiceError(string? Code, string? Message)
{
    private const int LongestMessage = 500;

    public static ServiceError Read(byte[] body, string? mediaType)
    {
        if (body.Length == 0)
            return new ServiceError(null, null);
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new ServiceError(null, Summary(body, mediaType));
        }
    }

    /// <summary>What a page that is not JSON says, short enough for one line.</summary>
    public static string Summary(byte[] body, string? mediaType)
    {
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 16 * 1024));
        var title = Regex.Match(text, @"<title[^>]*>(.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        if (title.Success)
            text = title.Groups[1].Value;
        else if (mediaType is not null && mediaType.EndsWith("html", StringComparison.OrdinalIgnoreCase))
            text = Regex.Replace(text, "<[^>]*>", " ");
        text = Regex.Replace(text, @"\s+", " ").Trim();
        return Shorten(text);
    }

    private static ServiceError Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new ServiceError(null, Shorten(root.ToString()));
        if (Member(root, "error") is { ValueKind: JsonValueKind.Object } inner)
            root = inner;
        return new ServiceError(Text(root, "code"), Shorten(Text(root, "message")));
    }

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        return null;
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Shorten(string? text) =>
        text is { Length: > LongestMessage } ? text.Substring(0, LongestMessage) + "…" : text;
}
