using System.Text;
using System.Text.Json.Nodes;

namespace CustomVision.Fuzzing;

/// <summary>Bodies in the other formats that the service takes, and bodies that are deep.</summary>
internal static class FuzzBodies
{
    public static string Xml(string json) => $"<a>{Element(JsonNode.Parse(json)!)}</a>";

    public static string Form(string json) => string.Join('&', JsonNode.Parse(json)!.AsObject().SelectMany(member => member.Value is JsonArray list
        ? list.Select(item => $"{member.Key}[]={Uri.EscapeDataString($"{item}")}")
        : [$"{member.Key}={Uri.EscapeDataString($"{member.Value}")}"]));

    public static byte[] Deep(Random random)
    {
        var depth = random.Next(1, 100_000);
        return Encoding.UTF8.GetBytes(random.Next(3) switch
        {
            0 => new string('[', depth),
            1 => string.Concat(Enumerable.Repeat("<a>", depth)),
            _ => """<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a><Name>&c;&c;</Name></a>""",
        });
    }

    private static string Element(JsonNode node) => node switch
    {
        JsonObject members => string.Concat(members.Select(member => $"<{member.Key}>{(member.Value is null ? "" : Element(member.Value))}</{member.Key}>")),
        JsonArray items => string.Concat(items.Select(item => $"<string>{(item is null ? "" : Element(item))}</string>")),
        _ => new System.Xml.Linq.XText($"{node}").ToString(),
    };
}
