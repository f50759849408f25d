using System.Security;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.Api.V1;

// The models of the published 1.0 descriptions, as they are sent and received. Version 1.0 writes members in Pascal case.
// A list that an answer leaves out is null here.

internal sealed record AccountModel(string? UserName, string? Email, ApiKeysModel? Keys, AccountQuotaModel? Quotas);

internal sealed record ApiKeysModel(KeyPairModel? TrainingKeys, KeyPairModel? PredictionKeys);

internal sealed record KeyPairModel(SecureString? PrimaryKey, SecureString? SecondaryKey);

internal sealed record AccountQuotaModel(string? Tier, QuotaModel? Projects, QuotaModel? Predictions, IReadOnlyList<ProjectQuotaModel>? PerProject);

internal sealed record ProjectQuotaModel(Guid ProjectId, QuotaModel? Iterations, QuotaModel? Images, QuotaModel? Tags);

internal sealed record QuotaModel(int Total, int Used, string? TimeUntilReset);

internal sealed record DomainModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }
}

internal sealed record ProjectModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public Guid? CurrentIterationId { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset LastModified { get; init; }

    public ProjectSettingsModel? Settings { get; init; }

    public string? ThumbnailUri { get; init; }
}

internal sealed record ProjectSettingsModel(Guid DomainId);

internal sealed record TagModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public int ImageCount { get; init; }
}

internal sealed record TagListModel(IReadOnlyList<TagModel>? Tags, int TotalTaggedImages, int TotalUntaggedImages);

internal sealed record ImageModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public DateTimeOffset Created { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public string? ImageUri { get; init; }

    public string? ThumbnailUri { get; init; }

    public IReadOnlyList<LabelModel>? Labels { get; init; }

    public IReadOnlyList<PredictionTagModel>? Predictions { get; init; }
}

internal sealed record LabelModel(Guid LabelId, DateTimeOffset Created, Guid TagId);

internal sealed record PredictionTagModel(Guid TagId, string? Tag, double Probability);

internal sealed record CreateImageSummaryModel(bool IsBatchSuccessful, IReadOnlyList<CreateImageResultModel>? Images);

internal sealed record CreateImageResultModel(string? SourceUrl, string? Status, ImageModel? Image);

internal sealed record ImageUrlBatchModel(IReadOnlyList<Guid> TagIds, IReadOnlyList<string> Urls);

internal sealed record ImageIdBatchModel(IReadOnlyList<Guid> TagIds, IReadOnlyList<Guid> Ids);

internal sealed record IterationModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Status { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset LastModified { get; init; }

    public DateTimeOffset? TrainedAt { get; init; }

    public bool IsDefault { get; init; }

    /// <summary>The local service adds it to version 1.0.</summary>
    public string? TrainingErrorDetails { get; init; }
}

internal sealed record IterationPerformanceModel(
    IReadOnlyList<TagPerformanceModel>? PerTagPerformance, double Precision, double PrecisionStdDeviation, double Recall, double RecallStdDeviation);

internal sealed record TagPerformanceModel(
    Guid TagId, string? TagName, double Precision, double PrecisionStdDeviation, double Recall, double RecallStdDeviation);

internal record PredictionModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public Guid Project { get; init; }

    public Guid Iteration { get; init; }

    public DateTimeOffset Created { get; init; }

    public IReadOnlyList<PredictionTagModel>? Predictions { get; init; }

    public string? ImageUri { get; init; }

    public string? ThumbnailUri { get; init; }
}

/// <summary>A page of stored predictions. The token is sent back unchanged, whatever members it has.</summary>
internal sealed record PredictionQueryModel(IReadOnlyList<PredictionModel>? Results, JsonElement Token);

internal sealed record ImageUrlModel(string Url);

internal sealed record ProjectUpdateModel(string? Name, string? Description, ProjectSettingsModel? Settings);

internal sealed record TagUpdateModel(string? Name, string? Description);

internal sealed record IterationUpdateModel(string? Name, bool? IsDefault);

/// <summary>Reads and writes the models of version 1.0, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter), typeof(SecureTextConverter)])]
[JsonSerializable(typeof(AccountModel))]
[JsonSerializable(typeof(IReadOnlyList<DomainModel>))]
[JsonSerializable(typeof(IReadOnlyList<ProjectModel>))]
[JsonSerializable(typeof(TagListModel))]
[JsonSerializable(typeof(CreateImageSummaryModel))]
[JsonSerializable(typeof(IReadOnlyList<ImageModel>))]
[JsonSerializable(typeof(IReadOnlyList<IterationModel>))]
[JsonSerializable(typeof(IterationPerformanceModel))]
[JsonSerializable(typeof(PredictionQueryModel))]
[JsonSerializable(typeof(ProjectUpdateModel))]
[JsonSerializable(typeof(TagUpdateModel))]
[JsonSerializable(typeof(IterationUpdateModel))]
[JsonSerializable(typeof(ImageUrlBatchModel))]
[JsonSerializable(typeof(ImageIdBatchModel))]
[JsonSerializable(typeof(ImageUrlModel))]
internal sealed partial class V1Json : JsonSerializerContext;

/// <summary>Reads keys in an answer, without keeping them as text.</summary>
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
        throw new NotSupportedException("Keys are never sent in a body.");
}
