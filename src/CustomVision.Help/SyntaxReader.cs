using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace CustomVision.Help;

/// <summary>
/// Reads the SYNTAX section, which defines the parameter sets and the order of the parameters, and checks that it agrees
/// with the PARAMETERS section.
/// </summary>
internal static partial class SyntaxReader
{
    private const string DefaultMark = " (Default)";

    public static PageSyntax Read(string page, MarkdownSection section)
    {
        var code = section.Content.OfType<FencedCodeBlock>().FirstOrDefault()
            ?? throw new PageException(page, $"'### {section.Title}' under SYNTAX has no code block.");
        var line = string.Join(' ', MarkdownText.Code(code).Split('\n', StringSplitOptions.TrimEntries));
        if (line != page && !line.StartsWith(page + " ", StringComparison.Ordinal))
            throw new PageException(page, $"the code block under '### {section.Title}' must start with {page}.");

        var marked = section.Title.EndsWith(DefaultMark, StringComparison.Ordinal);
        return new PageSyntax(
            marked ? section.Title[..^DefaultMark.Length] : section.Title,
            marked || section.Title == "Default",
            [.. Parameter().Matches(line[page.Length..]).Select(Parameter)]);
    }

    /// <summary>Checks that the SYNTAX and PARAMETERS sections agree.</summary>
    public static void Validate(string page, IReadOnlyList<PageSyntax> syntax, IReadOnlyList<PageParameter> parameters)
    {
        if (syntax.Count(set => set.IsDefault) > 1)
            throw new PageException(page, "only one parameter set under SYNTAX can be marked (Default).");

        foreach (var set in syntax)
        {
            var described = parameters.Where(parameter => parameter.In(set.Set) is not null).Select(parameter => parameter.Name);
            if (set.Parameters.Select(parameter => parameter.Name).Order().Except(described).FirstOrDefault() is { } missing)
                throw new PageException(page, $"-{missing} is in the set {set.Set} under SYNTAX but not under PARAMETERS.");
            if (described.Except(set.Parameters.Select(parameter => parameter.Name)).FirstOrDefault() is { } extra)
                throw new PageException(page, $"-{extra} is in the set {set.Set} under PARAMETERS but not under SYNTAX.");
            foreach (var parameter in set.Parameters)
                Compare(page, set, parameter, parameters.Single(other => other.Name == parameter.Name).In(set.Set)!);
        }

        var sets = syntax.Select(set => set.Set).Append(ParameterDeclaration.AllSets).ToHashSet();
        foreach (var parameter in parameters)
            if (parameter.Metadata.SelectMany(metadata => metadata.Sets).FirstOrDefault(set => !sets.Contains(set)) is { } unknown)
                throw new PageException(page, $"-{parameter.Name} has the parameter set '{unknown}', which isn't under SYNTAX.");
    }

    private static void Compare(string page, PageSyntax set, SyntaxParameter parameter, ParameterDeclaration metadata)
    {
        var expected = parameter with
        {
            Type = metadata.Type == ParameterDeclaration.Switch ? null : metadata.Type,
            Required = metadata.Required,
            Positional = metadata.Position != ParameterDeclaration.Named,
        };
        if (parameter != expected)
            throw new PageException(page, $"-{parameter.Name} in the set {set.Set} is '{Bracketed(parameter)}' under SYNTAX but '{Bracketed(expected)}' according to its YAML.");
    }

    private static SyntaxParameter Parameter(Match match)
    {
        var brackets = match.Groups["open"].Length;
        var name = match.Groups["name"].Value;
        if (!match.Groups["type"].Success)
            return new SyntaxParameter(name, null, brackets == 0, false);

        var positional = match.Groups["close"].Length > 0;
        return new SyntaxParameter(name, match.Groups["type"].Value, brackets == (positional ? 1 : 0), positional);
    }

    private static string Bracketed(SyntaxParameter parameter)
    {
        var name = parameter.Positional ? $"[-{parameter.Name}]" : $"-{parameter.Name}";
        var whole = parameter.Type is null ? name : $"{name} <{parameter.Type}>";
        return parameter.Required ? whole : $"[{whole}]";
    }

    [GeneratedRegex(@"(?<open>\[{0,2})-(?<name>\w+)(?:(?<close>\]?) <(?<type>[^>]+)>)?")]
    private static partial Regex Parameter();
}
