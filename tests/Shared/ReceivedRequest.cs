using System.Text;

namespace CustomVision.Tests;

/// <summary>A request as it came over the wire.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The body, exactly; empty when there was none or it was not read.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Method and target as one line.</summary>
    public string Line => $"{Method} {Target}";

    /// <summary>The headers as they came, one a line.</summary>
    public string HeaderText => string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"));

    public string BodyText => Encoding.Latin1.GetString(Body);

    /// <summary>The value of a header; null without it, an error when it came twice.</summary>
    public string? Header(string name) =>
        Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)
            .SingleOrDefault();
}
