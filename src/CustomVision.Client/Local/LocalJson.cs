using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>Reads and writes the models of the control API of a local service, generated at compile time. Properties that are null are not sent.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LocalFaultRule))]
[JsonSerializable(typeof(ImportedModel))]
[JsonSerializable(typeof(LocalFault))]
[JsonSerializable(typeof(IReadOnlyList<LocalFault>))]
[JsonSerializable(typeof(IReadOnlyList<LocalRequest>))]
[JsonSerializable(typeof(LocalServiceSettings))]
[JsonSerializable(typeof(LocalServiceReset))]
[JsonSerializable(typeof(LocalServiceHealth))]
internal sealed partial class LocalJson : JsonSerializerContext;

/// <summary>Converts an enumeration to the camel case names of the local service.</summary>
internal sealed class LocalNameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

internal sealed class MillisecondsConverter : JsonConverter<TimeSpan?>
{
    public override TimeSpan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : TimeSpan.FromMilliseconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan? value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)Math.Round(value!.Value.TotalMilliseconds));
}

internal sealed class RequiredMillisecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks((long)(reader.GetDouble() * TimeSpan.TicksPerMillisecond)); // FromMilliseconds of .NET Framework rounds

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalMilliseconds);
}

internal sealed class SecondsConverter : JsonConverter<TimeSpan?>
{
    public override TimeSpan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : TimeSpan.FromSeconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan? value, JsonSerializerOptions options) => writer.WriteNumberValue(value!.Value.TotalSeconds);
}
