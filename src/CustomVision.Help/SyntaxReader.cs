using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace CustomVision.Help;

/// <summary>
/// Reads the lines under SYNTAX. They give the sets and the order of the parameters; what they say besides must be what
/// the sections of the parameters say.
/// </summary>
internal static partial class SyntaxReader
{
    private const string DefaultMark = " (Default)";

    public static PageSyntax Read(string page, PageSection section)
    {
        var code = section.Own.OfType<FencedCodeBlock>().FirstOrDefault()
            ?? throw new PageException(page, $"'### {section.Title}' under SYNTAX has no fenced line.");
        var line = string.Join(' ', PageText.Code(code).Split('\n', StringSplitOptions.TrimEntries));
        if (line != page && !line.StartsWith(page + " ", StringComparison.Ordinal))
            throw new PageException(page, $"the line under '### {section.Title}' must start with {page}.");

        var marked = section.Title.EndsWith(DefaultMark, StringComparison.Ordinal);
        return new PageSyntax(
            marked ? section.Title[..^DefaultMark.Length] : section.Title,
            marked || section.Title == "Default",
            [.. Parameter().Matches(line[page.Length..]).Select(Parameter)]);
    }

    /// <summary>Holds the sets against the sections of the parameters.</summary>
    public static void Compare(string page, IReadOnlyList<PageSyntax> syntax, IReadOnlyList<PageParameter> parameters)
    {
        if (syntax.Count(set => set.IsDefault) > 1)
            throw new PageException(page, "only one of the sets under SYNTAX may be marked (Default).");

        foreach (var set in syntax)
        {
            var described = parameters.Where(parameter => parameter.In(set.Set) is not null).Select(parameter => parameter.Name);
            if (set.Parameters.Select(parameter => parameter.Name).Order().Except(described).FirstOrDefault() is { } missing)
                throw new PageException(page, $"-{missing} is in the set {set.Set} under SYNTAX and not under PARAMETERS.");
            if (described.Except(set.Parameters.Select(parameter => parameter.Name)).FirstOrDefault() is { } left)
                throw new PageException(page, $"-{left} is in the set {set.Set} under PARAMETERS and not under SYNTAX.");
            foreach (var parameter in set.Parameters)
                Compare(page, set, parameter, parameters.Single(other => other.Name == parameter.Name).In(set.Set)!);
        }

        var sets = syntax.Select(set => set.Set).Append(ParameterFacts.AllSets).ToHashSet();
        foreach (var parameter in parameters)
            if (parameter.Facts.SelectMany(facts => facts.Sets).FirstOrDefault(set => !sets.Contains(set)) is { } unknown)
                throw new PageException(page, $"-{parameter.Name} names a parameter set '{unknown}' that is not under SYNTAX.");
    }

    private static void Compare(string page, PageSyntax set, SyntaxParameter parameter, ParameterFacts facts)
    {
        var said = parameter with
        {
            Type = facts.Type == ParameterFacts.Switch ? null : facts.Type,
            Required = facts.Required,
            Positional = facts.Position != ParameterFacts.Named,
        };
        if (parameter != said)
            throw new PageException(page, $"-{parameter.Name} in the set {set.Set} is '{Bracketed(parameter)}' under SYNTAX, and '{Bracketed(said)}' by its yaml.");
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
