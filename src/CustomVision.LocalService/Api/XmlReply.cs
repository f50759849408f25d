using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using CustomVision.LocalService.Api.Models;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Writes XML by the description that the JSON serializer has of a type, so the two cannot differ in members or order.
/// </summary>
/// <remarks>
/// No XML of the real service has been recorded. Chosen: elements named as the members and the types, in published order,
/// ArrayOfX for a bare array, no namespaces, no declaration, and no element for a null.
/// </remarks>
internal static class XmlReply
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        // A line break in a name stays what it is.
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
                    // A member that JSON leaves out has no way to get at it.
                    if (member.Get?.Invoke(value) is { } content)
                        WriteElement(writer, member.Name, content, type.Options.GetTypeInfo(member.PropertyType));
                break;
            case JsonTypeInfoKind.Enumerable:
                var itemType = type.Options.GetTypeInfo(type.ElementType!);
                foreach (var item in (IEnumerable)value)
                    WriteElement(writer, NameOf(itemType.Type), item, itemType);
                break;
            default:
                writer.WriteString(Text(value));
                break;
        }
        writer.WriteEndElement();
    }

    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => $"ArrayOf{NameOf(type.GetElementType()!)}",
        _ when type == typeof(GatewayError) => nameof(Error),
        _ => type.Name,
    };

    private static string Text(object value) => value switch
    {
        string text => WithoutForbidden(text),
        bool flag => XmlConvert.ToString(flag),
        DateTimeOffset time => WireTime.Format(time),
        float number => XmlConvert.ToString(number),
        double number => XmlConvert.ToString(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>XML has no way at all to write some characters that a file name may hold.</summary>
    private static string WithoutForbidden(string text)
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
