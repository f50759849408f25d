using System.Globalization;
using System.Security;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>How training models are read and written, generated at compile time. 1.0 writes members as they are named here.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, Converters = [typeof(UtcTimeConverter), typeof(SecureTextConverter)])]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(IReadOnlyList<Domain>))]
[JsonSerializable(typeof(Domain))]
[JsonSerializable(typeof(IReadOnlyList<Project>))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(Tag))]
[JsonSerializable(typeof(ImageCreateSummary))]
[JsonSerializable(typeof(IReadOnlyList<Image>))]
[JsonSerializable(typeof(Image))]
[JsonSerializable(typeof(IReadOnlyList<Iteration>))]
[JsonSerializable(typeof(Iteration))]
[JsonSerializable(typeof(IterationPerformance))]
[JsonSerializable(typeof(PredictionPage))]
[JsonSerializable(typeof(PredictionToken))]
[JsonSerializable(typeof(ProjectUpdate))]
[JsonSerializable(typeof(TagUpdate))]
[JsonSerializable(typeof(IterationUpdate))]
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

/// <summary>A key that the service tells: it is never kept as text.</summary>
internal sealed class SecureTextConverter : JsonConverter<SecureString>
{
    public override SecureString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var secure = new SecureString();
        foreach (var character in reader.GetString() ?? "")
            secure.AppendChar(character);
        secure.MakeReadOnly();
        return secure;
    }

    public override void Write(Utf8JsonWriter writer, SecureString value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Keys are read from the service, never sent to it in a body.");
}
