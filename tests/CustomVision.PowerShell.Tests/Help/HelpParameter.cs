using System.Globalization;
using System.Xml.Linq;
using CustomVision.Help;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>
/// A parameter of one parameter set as one line of text, so that a test can compare the cmdlet, the page and the help file
/// and show the difference.
/// </summary>
internal static class HelpParameter
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The parameters of a cmdlet, each with the name of its parameter set.</summary>
    public static IEnumerable<string> Of(CmdletInfo cmdlet) =>
        from set in cmdlet.ParameterSets
        from parameter in set.Parameters
        where !Cmdlet.CommonParameters.Contains(parameter.Name)
        let name = set.Name == ParameterAttribute.AllParameterSets ? "Default" : set.Name
        select $"{name}: {Line(cmdlet, parameter)}";

    /// <summary>The parameters of a page, each with the name of its parameter set.</summary>
    public static IEnumerable<string> Of(HelpPage page) =>
        from set in page.Syntax
        from parameter in page.Parameters
        let metadata = parameter.In(set.Set)
        where metadata is not null
        select $"{set.Set}: {Line(parameter.Name, metadata)}";

    /// <summary>The parameter sets of a help file, which have no names, each as its lines.</summary>
    public static IEnumerable<string> Sets(XElement command) =>
        command.Elements(Command + "syntax").Elements(Command + "syntaxItem")
            .Select(set => string.Join('\n', set.Elements(Command + "parameter").Select(Line).Order()));

    /// <summary>The parameter sets of a cmdlet, each as its lines.</summary>
    public static IEnumerable<string> Sets(CmdletInfo cmdlet) => cmdlet.ParameterSets.Select(set => string.Join('\n', set.Parameters
        .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
        .Select(parameter => Line(cmdlet, parameter))
        .Order()));

    /// <summary>The list of parameters in a help file.</summary>
    public static IEnumerable<string> Described(XElement command) =>
        command.Elements(Command + "parameters").Elements(Command + "parameter").Select(Line);

    /// <summary>The parameters without a description in a help file.</summary>
    public static IEnumerable<string> WithoutDescription(XElement command) =>
        from parameter in command.Elements(Command + "parameters").Elements(Command + "parameter")
        where string.IsNullOrWhiteSpace(parameter.Element(Maml + "description")?.Value)
        select parameter.Element(Maml + "name")!.Value;

    /// <summary>The cmdlets in a help file, by name.</summary>
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

    private static string Line(string name, ParameterDeclaration metadata) => Line(
        name, metadata.Type, metadata.Required, metadata.Position == "Named" ? "named" : metadata.Position, metadata.PipelineInput, metadata.Wildcards, metadata.Aliases, metadata.AcceptedValues);

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
