namespace CustomVision.Help;

/// <summary>The page of one cmdlet as plain text. Each string of a list is a paragraph.</summary>
internal sealed record HelpPage(
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

/// <summary>One parameter set, with its parameters in the order of the SYNTAX section.</summary>
internal sealed record PageSyntax(string Set, bool IsDefault, IReadOnlyList<SyntaxParameter> Parameters);

/// <summary>A parameter as the SYNTAX section shows it. A switch has no type.</summary>
internal sealed record SyntaxParameter(string Name, string? Type, bool Required, bool Positional);

internal sealed record PageExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);

/// <summary>One parameter. If its properties differ between parameter sets, it has several entries in Metadata.</summary>
internal sealed record PageParameter(string Name, IReadOnlyList<string> Description, IReadOnlyList<ParameterDeclaration> Metadata)
{
    /// <summary>Returns the metadata of the parameter in a parameter set, or null if the set doesn't contain it.</summary>
    public ParameterDeclaration? In(string set) =>
        Metadata.FirstOrDefault(metadata => metadata.Sets.Contains(ParameterDeclaration.AllSets) || metadata.Sets.Contains(set));
}

/// <summary>The YAML block of a parameter.</summary>
internal sealed record ParameterDeclaration(
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

/// <summary>A type of an input or an output.</summary>
internal sealed record PageType(string Name, IReadOnlyList<string> Description);

/// <summary>A related link. Address is empty for a link to another page of the module.</summary>
internal sealed record PageLink(string Text, string Address);
