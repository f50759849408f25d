namespace CustomVision.Help;

/// <summary>What the page of one cmdlet says, as plain text. Each string of a list is a paragraph.</summary>
internal sealed record CommandPage(
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<PageSyntax> Syntax,
    IReadOnlyList<PageExample> Examples,
    IReadOnlyList<PageParameter> Parameters,
    IReadOnlyList<PageType> Inputs,
    IReadOnlyList<PageType> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<PageLink> Links,
    string OnlineVersion);

/// <summary>One parameter set, with its parameters in the order in which SYNTAX has them.</summary>
internal sealed record PageSyntax(string Set, bool IsDefault, IReadOnlyList<SyntaxParameter> Parameters);

/// <summary>A parameter as the brackets of a SYNTAX line have it. A switch has no type.</summary>
internal sealed record SyntaxParameter(string Name, string? Type, bool Required, bool Positional);

internal sealed record PageExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);

/// <summary>One parameter. Where it differs from set to set, it has facts for each.</summary>
internal sealed record PageParameter(string Name, IReadOnlyList<string> Description, IReadOnlyList<ParameterFacts> Facts)
{
    /// <summary>What holds for the parameter in a set, or null when it is not in it.</summary>
    public ParameterFacts? In(string set) =>
        Facts.FirstOrDefault(facts => facts.Sets.Contains(ParameterFacts.AllSets) || facts.Sets.Contains(set));
}

/// <summary>The yaml block of a parameter, in the words of the page.</summary>
internal sealed record ParameterFacts(
    string Type,
    IReadOnlyList<string> Sets,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AcceptedValues,
    bool Required,
    string Position,
    string Default,
    string PipelineInput,
    bool Wildcards)
{
    public const string AllSets = "(All)";
    public const string Named = "Named";
    public const string Switch = "SwitchParameter";
}

/// <summary>A type that goes in or comes out.</summary>
internal sealed record PageType(string Name, IReadOnlyList<string> Description);

/// <summary>Something to read on. Only links to the web have an address.</summary>
internal sealed record PageLink(string Text, string Address);
