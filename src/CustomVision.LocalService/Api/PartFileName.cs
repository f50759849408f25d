using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>
/// The name of the file in a part, unchanged: with its quotes, its path and its encoding.
/// The real service reports it so, and clients match results by it. Header parsers take all of that away.
/// </summary>
internal static class PartFileName
{
    public static string? Of(string? contentDisposition)
    {
        if (contentDisposition is null)
            return null;

        string? extended = null;
        foreach (var (name, value) in Parameters(contentDisposition))
        {
            if (name.Equals("filename", StringComparison.OrdinalIgnoreCase))
                return value.Length > 0 ? value.ToString() : null;
            if (name.Equals("filename*", StringComparison.OrdinalIgnoreCase))
                extended = value.ToString();
        }
        // A name that is only specified in the extended form is decoded, so that the client recognizes it.
        return extended is not null && ContentDispositionHeaderValue.TryParse($"form-data; filename*={extended}", out var parsed)
            ? parsed.FileNameStar.Value
            : null;
    }

    private static List<(string Name, string Value)> Parameters(string header)
    {
        var parameters = new List<(string, string)>();
        for (var start = 0; start < header.Length;)
        {
            var end = EndOfParameter(header, start);
            var parameter = header.AsSpan(start, end - start);
            var equals = parameter.IndexOf('=');
            if (equals > 0)
                parameters.Add((parameter[..equals].Trim().ToString(), parameter[(equals + 1)..].Trim().ToString()));
            start = end + 1;
        }
        return parameters;
    }

    private static int EndOfParameter(string header, int start)
    {
        var quoted = false;
        for (var index = start; index < header.Length; index++)
        {
            if (header[index] == ';' && !quoted)
                return index;
            if (header[index] == '"' && !(quoted && IsEscaped(header, index)))
                quoted = !quoted;
        }
        return header.Length;
    }

    /// <summary>
    /// Whether the quote is part of the name: after a backslash, unless that is the end of a Windows path, which clients do not
    /// escape. Then nothing but the end of the parameter follows.
    /// </summary>
    private static bool IsEscaped(string header, int quote)
    {
        if (header[quote - 1] != '\\')
            return false;
        var rest = header.AsSpan(quote + 1).TrimStart();
        return rest.Length > 0 && rest[0] != ';';
    }
}
