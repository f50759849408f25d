using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;

namespace CustomVision.LocalService.Http;

/// <summary>
/// Writes XML from the metadata that the JSON serializer uses, so both formats have the same members in the same order.
/// </summary>
/// <remarks>
/// No XML of the real service has been recorded. Our choice: elements are named as the members and the types, in published order;
/// an array is ArrayOfX; there are no namespaces, no declaration, and no element for a null.
/// </remarks>
internal static class XmlResponse
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        // Keeps a line break in a name.
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static void Write(Stream body, object value, JsonTypeInfo type)
    {
        using var writer = XmlWriter.Create(body, Settings);
        WriteElement(writer, NameOf(type.Type), value, type);
    }

    private static void WriteElement(XmlWriter writer, string name, object value, JsonTypeInfo type)
    {
        writer.WriteStartElement(name);
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (var member in type.Properties)
                    // A member that JSON ignores has no getter.
                    if (member.Get?.Invoke(value) is { } content)
                        WriteElement(writer, member.Name, content, type.Options.GetTypeInfo(member.PropertyType));
                break;
            case JsonTypeInfoKind.Enumerable:
                var itemType = type.Options.GetTypeInfo(type.ElementType!);
                foreach (var item in (IEnumerable)value)
                    WriteElement(writer, NameOf(itemType.Type), item, itemType);
                break;
            case JsonTypeInfoKind.Dictionary:
                var valueType = type.Options.GetTypeInfo(type.ElementType!);
                foreach (DictionaryEntry pair in (IDictionary)value)
                    // A key may be no name of XML.
                    WriteElement(writer, XmlConvert.EncodeLocalName(pair.Key.ToString())!, pair.Value!, valueType);
                break;
            default:
                // Numbers, times, ids and names of enumerations have the same text in both formats.
                writer.WriteString(value is string text ? ReplaceForbidden(text) : JsonSerializer.Serialize(value, type).Trim('"'));
                break;
        }
        writer.WriteEndElement();
    }

    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => $"ArrayOf{NameOf(type.GetElementType()!)}",
        { IsGenericType: true } => "Map",
        _ when type == typeof(GatewayError) => nameof(Error),
        // The published name of a model of 3.x, without what tells it from that of 1.0.
        _ when type.Name.EndsWith("V3", StringComparison.Ordinal) => type.Name[..^2],
        _ => type.Name,
    };

    /// <summary>XML can't represent some characters that a file name may contain.</summary>
    private static string ReplaceForbidden(string text)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            var allowed = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes())
                allowed.Append(rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune : Rune.ReplacementChar);
            return allowed.ToString();
        }
    }
}
