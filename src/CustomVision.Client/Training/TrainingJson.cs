using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>How training models are read, generated at compile time. 1.0 writes members as they are named here.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(IReadOnlyList<Domain>))]
[JsonSerializable(typeof(IReadOnlyList<Project>))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(Tag))]
[JsonSerializable(typeof(ImageCreateSummary))]
[JsonSerializable(typeof(IReadOnlyList<Image>))]
[JsonSerializable(typeof(ImageUrlCreateBatch))]
[JsonSerializable(typeof(ImageIdCreateBatch))]
internal sealed partial class TrainingJson : JsonSerializerContext;

/// <summary>The body of CreateImagesFromUrls.</summary>
internal sealed record ImageUrlCreateBatch(IReadOnlyList<Guid> TagIds, IReadOnlyList<string> Urls);

/// <summary>The body of CreateImagesFromPredictions.</summary>
internal sealed record ImageIdCreateBatch(IReadOnlyList<Guid> TagIds, IReadOnlyList<Guid> Ids);

/// <summary>A time of the service. Some versions leave the Z away and mean UTC all the same.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException("A time was expected.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
