namespace CustomVision.Help;

/// <summary>The little YAML that pages have: one key and its value on each line.</summary>
internal static class YamlLines
{
    public static IEnumerable<KeyValuePair<string, string>> Read(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                yield return new(line[..colon], line[(colon + 1)..].Trim());
        }
    }
}
