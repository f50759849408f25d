using System.Text.RegularExpressions;

namespace CustomVision.Http;

/// <summary>
/// Hides the query of URLs in texts. The query of a link to a blob contains a signature that grants access to it, so it must
/// not reach a message or a log.
/// </summary>
public static class UrlText
{
    // Up to a character that ends a URL in a text.
    private static readonly Regex Query = new(@"(https?://[^\s""'<>?]*)\?[^\s""'<>]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Replaces the query of each http(s) URL in a text with "?…".</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? HideQueries(string? text) =>
        text is null || text.IndexOf("://", StringComparison.Ordinal) < 0 ? text : Query.Replace(text, "$1?…");
}
