using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// The contracts of 3.x. The names and order of members are those of the published descriptions, in JSON and in XML. A type has its
/// published name with V3 behind it.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(Dictionary<Guid, int>))]
[JsonSerializable(typeof(Dictionary<string, bool>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(DomainV3[]))]
[JsonSerializable(typeof(ExportV3[]))]
[JsonSerializable(typeof(ImageCreateSummaryV3))]
[JsonSerializable(typeof(ImageMetadataUpdateSummaryV3))]
[JsonSerializable(typeof(ImagePerformanceV3[]))]
[JsonSerializable(typeof(ImagePredictionV3))]
[JsonSerializable(typeof(ImageRegionCreateSummaryV3))]
[JsonSerializable(typeof(ImageRegionProposalV3))]
[JsonSerializable(typeof(ImageTagCreateSummaryV3))]
[JsonSerializable(typeof(ImageV3[]))]
[JsonSerializable(typeof(IterationPerformanceV3))]
[JsonSerializable(typeof(IterationV3[]))]
[JsonSerializable(typeof(PredictionQueryResultV3))]
[JsonSerializable(typeof(ProjectExportV3))]
[JsonSerializable(typeof(ProjectV3[]))]
[JsonSerializable(typeof(SuggestedTagAndRegionQueryV3))]
[JsonSerializable(typeof(SuggestedTagAndRegionV3[]))]
[JsonSerializable(typeof(TagV3[]))]
internal sealed partial class V3Json : JsonSerializerContext
{
    // When it is first used: Default must be there before.
    private static readonly Lazy<JsonSerializerOptions[]> OptionsByMinor = new(() => [.. V3Version.Training.Select(NewOptions)]);

    /// <summary>How a result is written in a version: with the members that the version has.</summary>
    public static JsonTypeInfo TypeOf(object result, V3Version version) => OptionsByMinor.Value[version.Minor].GetTypeInfo(result.GetType());

    private static JsonSerializerOptions NewOptions(V3Version version) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new TimeConverter(), new LocalTimeConverter(), new SingleConverter(), new DoubleConverter() },
        TypeInfoResolver = Default.WithAddedModifier(type => RemoveLaterMembers(type, version.Minor)),
    };

    private static void RemoveLaterMembers(JsonTypeInfo type, int minor)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        for (var index = type.Properties.Count - 1; index >= 0; index--)
            if (type.Properties[index].AttributeProvider?.GetCustomAttributes(typeof(SinceAttribute), inherit: false) is [SinceAttribute since, ..]
                && since.Minor > minor)
                type.Properties.RemoveAt(index);
    }

    /// <summary>The times of projects, iterations and predictions: UTC with Z and milliseconds.</summary>
    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>The times of images, their tags and their regions: UTC without Z, and without zeros at the end. The database has milliseconds.</summary>
    private sealed class LocalTimeConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture));
    }

    /// <summary>As .NET Framework wrote them: 7 digits if these read back to the same number, otherwise 9. The shortest form differs.</summary>
    private sealed class SingleConverter : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            var text = value.ToString("G7", CultureInfo.InvariantCulture);
            WriteNumber(writer, float.Parse(text, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G9", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The same for double precision: 15 or 17 digits.</summary>
    private sealed class DoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            var text = value.ToString("G15", CultureInfo.InvariantCulture);
            WriteNumber(writer, double.Parse(text, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G17", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A number always has a decimal point: 1.0.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string text) =>
        writer.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? $"{text}.0" : text, skipInputValidation: true);
}
