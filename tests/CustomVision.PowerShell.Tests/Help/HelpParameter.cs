using System.Globalization;
using System.Xml.Linq;
using CustomVision.Help;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>
/// What is told of a parameter in one set, as one line, so that cmdlet, page and help file can be held against each other
/// and a difference reads well.
/// </summary>
internal static class HelpParameter
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The lines of a cmdlet, each with the name of its set.</summary>
    public static IEnumerable<string> Of(CmdletInfo cmdlet) =>
        from set in cmdlet.ParameterSets
        from parameter in set.Parameters
        where !Cmdlet.CommonParameters.Contains(parameter.Name)
        let name = set.Name == ParameterAttribute.AllParameterSets ? "Default" : set.Name
        select $"{name}: {Line(cmdlet, parameter)}";

    /// <summary>The lines of a page, each with the name of its set.</summary>
    public static IEnumerable<string> Of(CommandPage page) =>
        from set in page.Syntax
        from parameter in page.Parameters
        let facts = parameter.In(set.Set)
        where facts is not null
        select $"{set.Set}: {Line(parameter.Name, facts)}";

    /// <summary>The parameter sets of a help file, each as its lines. They have no names there.</summary>
    public static IEnumerable<string> Sets(XElement command) =>
        command.Elements(Command + "syntax").Elements(Command + "syntaxItem")
            .Select(set => string.Join('\n', set.Elements(Command + "parameter").Select(Line).Order()));

    /// <summary>The parameter sets of a cmdlet, each as its lines.</summary>
    public static IEnumerable<string> Sets(CmdletInfo cmdlet) => cmdlet.ParameterSets.Select(set => string.Join('\n', set.Parameters
        .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
        .Select(parameter => Line(cmdlet, parameter))
        .Order()));

    /// <summary>The parameters that a help file describes, each as its line.</summary>
    public static IEnumerable<string> Described(XElement command) =>
        command.Elements(Command + "parameters").Elements(Command + "parameter").Select(Line);

    /// <summary>The parameters that a help file says nothing about.</summary>
    public static IEnumerable<string> Unexplained(XElement command) =>
        from parameter in command.Elements(Command + "parameters").Elements(Command + "parameter")
        where string.IsNullOrWhiteSpace(parameter.Element(Maml + "description")?.Value)
        select parameter.Element(Maml + "name")!.Value;

    /// <summary>The parts of a help file, by the name of the cmdlet.</summary>
    public static Dictionary<string, XElement> Commands(string file) => XDocument.Load(file).Root!
        .Elements(Command + "command")
        .ToDictionary(command => command.Element(Command + "details")!.Element(Command + "name")!.Value);

    private static string Line(CmdletInfo cmdlet, CommandParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var metadata = cmdlet.Parameters[parameter.Name];
        var accepted = metadata.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault()?.ValidValues
            ?? (type.IsEnum ? Enum.GetNames(type) : []);
        string[] pipeline =
        [
            .. parameter.ValueFromPipelineByPropertyName ? ["ByPropertyName"] : Array.Empty<string>(),
            .. parameter.ValueFromPipeline ? ["ByValue"] : Array.Empty<string>(),
        ];
        return Line(
            parameter.Name,
            type.Name,
            parameter.IsMandatory,
            parameter.Position < 0 ? "named" : parameter.Position.ToString(CultureInfo.InvariantCulture),
            pipeline.Length == 0 ? "False" : $"True ({string.Join(", ", pipeline)})",
            metadata.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            parameter.Aliases,
            accepted);
    }

    private static string Line(string name, ParameterFacts facts) => Line(
        name, facts.Type, facts.Required, facts.Position == "Named" ? "named" : facts.Position, facts.PipelineInput, facts.Wildcards, facts.Aliases, facts.AcceptedValues);

    private static string Line(XElement parameter)
    {
        string Attribute(string name) => parameter.Attribute(name)!.Value;
        string[] Listed(string text) => text == "none" ? [] : text.Split(", ");
        var type = parameter.Element(Dev + "type")!.Element(Maml + "name")!.Value;
        var accepted = parameter.Element(Maml + "description")!.Elements().Last().Value;
        return Line(
            parameter.Element(Maml + "name")!.Value,
            type,
            bool.Parse(Attribute("required")),
            Attribute("position"),
            Attribute("pipelineInput"),
            bool.Parse(Attribute("globbing")),
            Listed(Attribute("aliases")),
            accepted.StartsWith("Accepted values: ", StringComparison.Ordinal) ? accepted["Accepted values: ".Length..].Split(", ") : []);
    }

    private static string Line(
        string name, string type, bool required, string position, string pipeline, bool wildcards, IEnumerable<string> aliases, IEnumerable<string> accepted) =>
        $"-{name} Type: {type}; Required: {required}; Position: {position}; Accept pipeline input: {pipeline}; "
        + $"Accept wildcard characters: {wildcards}; Aliases: {string.Join(", ", aliases.Order())}; Accepted values: {string.Join(", ", accepted)}";
}
