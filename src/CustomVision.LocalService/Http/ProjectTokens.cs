using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Http;

/// <summary>
/// The tokens of exported projects. As on the real service, a token is a signed address that is valid for a day. Each signature has a plus
/// sign, so that a client that doesn't encode the token always fails, and not once in a while.
/// </summary>
internal sealed partial class ProjectTokens(Store store, ImageLinks links, TimeProvider clock)
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    public string Create(Guid projectId)
    {
        var expires = (clock.GetUtcNow() + Validity).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        for (var version = 0; ; version++)
            if (Sign(projectId, expires, version) is var signature && signature.Contains('+', StringComparison.Ordinal))
                return string.Create(
                    CultureInfo.InvariantCulture, $"{links.Endpoint}/prjexp-{projectId:N}/project-export-info?sv={version}&sr=b&sig={signature}&se={expires}&sp=r");
    }

    /// <summary>The project of a token; null when the token isn't valid.</summary>
    public Guid? Parse(string token) => Token().Match(token) is { Success: true } parts
        && Guid.Parse(parts.Groups["project"].ValueSpan) is var projectId
        && int.TryParse(parts.Groups["version"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && DateTimeOffset.TryParse(parts.Groups["expires"].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)
        && expires >= clock.GetUtcNow()
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(parts.Groups["sig"].Value), Encoding.ASCII.GetBytes(Sign(projectId, parts.Groups["expires"].Value, version)))
            ? projectId
            : null;

    private string Sign(Guid projectId, string expires, int version) => Convert.ToBase64String(HMACSHA256.HashData(
        store.LinkSecret, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{projectId:N}/{expires}/{version}"))));

    [GeneratedRegex(@"/prjexp-(?<project>[0-9a-f]{32})/project-export-info\?sv=(?<version>\d{1,9})&sr=b&sig=(?<sig>[A-Za-z0-9+/=]+)&se=(?<expires>[^&]+)&sp=r$")]
    private static partial Regex Token();
}
