using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CustomVision.Http;

/// <summary>The error in the body of an answer, from the service or a gateway.</summary>
/// <remarks>
/// Shapes seen: {"Code","Message"} (1.0), {"code","message"} (2.x, 3.x), {"statusCode","message"} (the gateway before the
/// service), {"error":{"code","message"}} (newer Azure gateways), and pages that are not JSON at all.
/// Secrets are hidden before the text is shortened: otherwise part of a secret could remain.
/// </remarks>
internal sealed record ServiceError(string? Code, string? Message)
{
    private const int LongestMessage = 500;
    private const int LongestPage = 16 * 1024;

    public static ServiceError Read(byte[] body, string? mediaType, Func<string, string> hideSecrets)
    {
        if (body.Length == 0)
            return new ServiceError(null, null);
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, hideSecrets);
        }
        catch (JsonException)
        {
            return new ServiceError(null, Summary(body, mediaType, hideSecrets));
        }
    }

    /// <summary>The text of a body that is not JSON, shortened to one line.</summary>
    public static string Summary(byte[] body, string? mediaType, Func<string, string> hideSecrets)
    {
        var text = Cut(hideSecrets(Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 2 * LongestPage))), LongestPage);
        var title = Regex.Match(text, @"<title[^>]*>(.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        if (title.Success)
            text = title.Groups[1].Value;
        else if (mediaType is not null && mediaType.EndsWith("html", StringComparison.OrdinalIgnoreCase))
            text = Regex.Replace(text, "<[^>]*>", " ");
        text = Regex.Replace(text, @"\s+", " ").Trim();
        return Shorten(text);
    }

    private static ServiceError Read(JsonElement root, Func<string, string> hideSecrets)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new ServiceError(null, Shorten(hideSecrets(root.ToString())));
        if (Member(root, "error") is { ValueKind: JsonValueKind.Object } inner)
            root = inner;
        return new ServiceError(Text("code"), Text("message"));

        string? Text(string name) =>
            Member(root, name) is { ValueKind: JsonValueKind.String } member ? Shorten(hideSecrets(member.GetString()!)) : null;
    }

    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        return null;
    }

    private static string Shorten(string text) => text.Length > LongestMessage ? Cut(text, LongestMessage) + "…" : text;

    private static string Cut(string text, int length) => text.Length > length ? text.Substring(0, length) : text;
}
