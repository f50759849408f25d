using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>What the next page of stored predictions is asked for with. It goes back to the service as it came.</summary>
/// <remarks>Training 1.0, PredictionQueryTokenModel.</remarks>
[JsonConverter(typeof(PredictionTokenConverter))]
public sealed class PredictionToken
{
    internal PredictionToken(JsonElement content) => Content = content;

    internal JsonElement Content { get; }

    /// <summary>Whether there is another page behind it. A service may answer the last page with a token that leads nowhere.</summary>
    internal bool Continues =>
        Content.ValueKind == JsonValueKind.Object
        && Content.EnumerateObject().Any(member =>
            string.Equals(member.Name, "Continuation", StringComparison.OrdinalIgnoreCase)
            && member.Value.ValueKind == JsonValueKind.String
            && member.Value.GetString()!.Length > 0);
}

/// <summary>Keeps a token whole, whatever members a service puts into it.</summary>
internal sealed class PredictionTokenConverter : JsonConverter<PredictionToken>
{
    public override PredictionToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, PredictionToken value, JsonSerializerOptions options) =>
        value.Content.WriteTo(writer);
}
