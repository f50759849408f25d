namespace CustomVision.Help;

/// <summary>Reads the yaml block of a parameter.</summary>
internal static class ParameterFactsReader
{
    public static ParameterFacts Read(string page, string parameter, string yaml)
    {
        var values = YamlLines.Read(yaml).ToDictionary(line => line.Key, line => line.Value);
        string Value(string key) => values.Remove(key, out var value)
            ? value
            : throw new PageException(page, $"the yaml of {parameter} has no '{key}:'.");
        string[] List(string key) => Value(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool Truth(string key) => Value(key) switch
        {
            "True" => true,
            "False" => false,
            var other => throw new PageException(page, $"'{key}' of {parameter} is '{other}'; it must be True or False."),
        };

        var facts = new ParameterFacts(
            Value("Type"),
            List("Parameter Sets"),
            List("Aliases"),
            values.ContainsKey("Accepted values") ? List("Accepted values") : [],
            Truth("Required"),
            Value("Position"),
            Value("Default value"),
            Value("Accept pipeline input"),
            Truth("Accept wildcard characters"));

        if (values.Count > 0)
            throw new PageException(page, $"the yaml of {parameter} has '{values.Keys.First()}:', which means nothing here.");
        return facts;
    }
}
