using System.Text;
using System.Xml;

namespace CustomVision.Help;

/// <summary>
/// Writes pages in the schema that PowerShell reads for cmdlets (MAML). The order of the elements is that of the schema.
/// </summary>
internal sealed class MamlWriter
{
    private const string Maml = "http://schemas.microsoft.com/maml/2004/10";
    private const string Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private const string Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private const string HelpItems = "http://msh";

    private readonly XmlWriter xml;

    private MamlWriter(XmlWriter xml) => this.xml = xml;

    public static string Write(IEnumerable<CommandPage> pages)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, settings))
            new MamlWriter(xml).Document(pages);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private void Document(IEnumerable<CommandPage> pages)
    {
        xml.WriteComment(" Made by src/CustomVision.Help from the pages beside this file; change those. ");
        xml.WriteStartElement("helpItems", HelpItems);
        xml.WriteAttributeString("schema", "maml");
        xml.WriteAttributeString("xmlns", "maml", null, Maml);
        xml.WriteAttributeString("xmlns", "command", null, Command);
        xml.WriteAttributeString("xmlns", "dev", null, Dev);
        foreach (var page in pages)
            Element("command", Command, () => Cmdlet(page));
        xml.WriteEndElement();
    }

    private void Cmdlet(CommandPage page)
    {
        Element("details", Command, () => Details(page));
        Paragraphs("description", Maml, page.Description);
        Element("syntax", Command, () => Each(page.Syntax.OrderByDescending(set => set.IsDefault), set => SyntaxItem(page, set)));
        Element("parameters", Command, () => Each(page.Parameters, parameter => Parameter(parameter, parameter.Facts[0])));
        Element("inputTypes", Command, () => Each(page.Inputs, type => TypeItem("inputType", type)));
        Element("returnValues", Command, () => Each(page.Outputs, type => TypeItem("returnValue", type)));
        Element("alertSet", Maml, () => Paragraphs("alert", Maml, page.Notes));
        Element("examples", Command, () => Each(page.Examples, Example));
        Element("relatedLinks", Command, () => Links(page));
    }

    private void Details(CommandPage page)
    {
        var dash = page.Name.IndexOf('-', StringComparison.Ordinal);
        Text("name", Command, page.Name);
        Text("verb", Command, page.Name[..dash]);
        Text("noun", Command, page.Name[(dash + 1)..]);
        Paragraphs("description", Maml, [page.Synopsis]);
    }

    private void SyntaxItem(CommandPage page, PageSyntax set) => Element("syntaxItem", Command, () =>
    {
        Text("name", Maml, page.Name);
        foreach (var listed in set.Parameters)
        {
            var parameter = page.Parameters.Single(other => other.Name == listed.Name);
            Parameter(parameter, parameter.In(set.Set)!, inSyntax: true);
        }
    });

    private void Parameter(PageParameter parameter, ParameterFacts facts, bool inSyntax = false) => Element("parameter", Command, () =>
    {
        xml.WriteAttributeString("required", Truth(facts.Required));
        xml.WriteAttributeString("variableLength", "true");
        xml.WriteAttributeString("globbing", Truth(facts.Wildcards));
        xml.WriteAttributeString("pipelineInput", facts.PipelineInput);
        xml.WriteAttributeString("position", facts.Position == ParameterFacts.Named ? "named" : facts.Position);
        xml.WriteAttributeString("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases));

        Text("name", Maml, parameter.Name);
        Paragraphs("description", Maml, Description(parameter, facts));
        if (inSyntax && facts.AcceptedValues.Count > 0)
            Element("parameterValueGroup", Command, () => Each(facts.AcceptedValues, value => ParameterValue(value, required: false)));
        // A switch takes no value. In the list of parameters its type is told all the same.
        if (!inSyntax || facts.Type != ParameterFacts.Switch)
            ParameterValue(facts.Type, required: facts.Type != ParameterFacts.Switch);
        Element("type", Dev, () =>
        {
            Text("name", Maml, facts.Type);
            Text("uri", Maml, "");
        });
        Text("defaultValue", Dev, facts.Default);
    });

    // PowerShell shows accepted values in the syntax only.
    private static IReadOnlyList<string> Description(PageParameter parameter, ParameterFacts facts) => facts.AcceptedValues.Count == 0
        ? parameter.Description
        : [.. parameter.Description, $"Accepted values: {string.Join(", ", facts.AcceptedValues)}"];

    private void ParameterValue(string value, bool required)
    {
        xml.WriteStartElement("parameterValue", Command);
        xml.WriteAttributeString("required", Truth(required));
        xml.WriteAttributeString("variableLength", Truth(value.EndsWith("[]", StringComparison.Ordinal)));
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    private void TypeItem(string element, PageType type) => Element(element, Command, () =>
    {
        Element("type", Dev, () => Text("name", Maml, type.Name));
        Paragraphs("description", Maml, type.Description);
    });

    private void Example(PageExample example) => Element("example", Command, () =>
    {
        Text("title", Maml, $"--- {example.Title} ---");
        Paragraphs("introduction", Maml, example.Introduction);
        Text("code", Dev, example.Code);
        // The empty one sets it apart from the next example.
        Paragraphs("remarks", Dev, [.. example.Remarks, ""]);
    });

    // Get-Help -Online opens the first link that has an address.
    private void Links(CommandPage page)
    {
        if (page.OnlineVersion.Length > 0)
            Link(new PageLink("Online Version:", page.OnlineVersion));
        Each(page.Links, Link);
    }

    private void Link(PageLink link) => Element("navigationLink", Maml, () =>
    {
        Text("linkText", Maml, link.Text);
        Text("uri", Maml, link.Address);
    });

    private void Paragraphs(string element, string space, IReadOnlyList<string> paragraphs) =>
        Element(element, space, () => Each(paragraphs, paragraph => Text("para", Maml, paragraph)));

    private void Element(string name, string space, Action content)
    {
        xml.WriteStartElement(name, space);
        content();
        xml.WriteEndElement();
    }

    private void Text(string name, string space, string text) => xml.WriteElementString(name, space, text);

    private static void Each<T>(IEnumerable<T> items, Action<T> write)
    {
        foreach (var item in items)
            write(item);
    }

    private static string Truth(bool value) => value ? "true" : "false";
}
