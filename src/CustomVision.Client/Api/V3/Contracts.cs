using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.Api.V3;

// The models of the published descriptions 3.0 to 3.4-preview, as they are sent and received. Versions from 3.0 write members
// in camel case. A member that a version does not have, and a list that an answer leaves out, is null here.

internal sealed record DomainModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Type { get; init; }

    public bool? Exportable { get; init; }

    public bool? Enabled { get; init; }

    public IReadOnlyList<string?>? ExportablePlatforms { get; init; }

    public ModelInformationModel? ModelInformation { get; init; }
}

internal sealed record ModelInformationModel(int? EstimatedModelSizeInMegabytes, string? Description);

internal sealed record ProjectModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public ProjectSettingsModel? Settings { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset LastModified { get; init; }

    public string? ThumbnailUri { get; init; }

    public bool? DrModeEnabled { get; init; }

    public string? Status { get; init; }
}

internal sealed record ProjectSettingsModel
{
    public Guid? DomainId { get; init; }

    public string? ClassificationType { get; init; }

    public IReadOnlyList<string?>? TargetExportPlatforms { get; init; }

    public bool? UseNegativeSet { get; init; }

    public string? DetectionParameters { get; init; }

    public ImageProcessingModel? ImageProcessingSettings { get; init; }

    public string? ExportModelContainerUri { get; init; }

    public string? NotificationQueueUri { get; init; }
}

internal sealed record ImageProcessingModel(IReadOnlyDictionary<string, bool>? AugmentationMethods);

internal sealed record NewProjectModel(string? ExportModelContainerUri, string? NotificationQueueUri);

internal sealed record ProjectUpdateModel(string? Name, string? Description, ProjectSettingsModel? Settings);

internal sealed record ProjectExportModel(int IterationCount, int ImageCount, int TagCount, int RegionCount, long EstimatedImportTimeInMS, string? Token);

internal sealed record TagModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? Type { get; init; }

    public int ImageCount { get; init; }
}

internal sealed record TagUpdateModel(string? Name, string? Description, string? Type);

internal sealed record ImageModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public DateTimeOffset Created { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public string? ResizedImageUri { get; init; }

    public string? ThumbnailUri { get; init; }

    public string? OriginalImageUri { get; init; }

    /// <summary>The URL of an image in the list of image performances.</summary>
    public string? ImageUri { get; init; }

    public IReadOnlyList<ImageTagModel?>? Tags { get; init; }

    public IReadOnlyList<ImageRegionModel?>? Regions { get; init; }

    public IReadOnlyDictionary<string, string?>? Metadata { get; init; }

    public IReadOnlyList<PredictionTagModel?>? Predictions { get; init; }
}

internal sealed record ImageTagModel(Guid TagId, string? TagName, DateTimeOffset Created);

internal sealed record ImageRegionModel
{
    public Guid? ImageId { get; init; }

    public Guid? RegionId { get; init; }

    public string? TagName { get; init; }

    public DateTimeOffset? Created { get; init; }

    public Guid TagId { get; init; }

    public double Left { get; init; }

    public double Top { get; init; }

    public double Width { get; init; }

    public double Height { get; init; }
}

internal sealed record ImageCreateSummaryModel(bool IsBatchSuccessful, IReadOnlyList<ImageCreateResultModel?>? Images);

internal sealed record ImageCreateResultModel(string? SourceUrl, string? Status, ImageModel? Image);

internal sealed record ImageUrlBatchModel(IReadOnlyList<ImageUrlEntryModel> Images, IReadOnlyDictionary<string, string>? Metadata);

internal sealed record ImageUrlEntryModel(string Url, IReadOnlyList<Guid>? TagIds, IReadOnlyList<ImageRegionModel>? Regions);

internal sealed record ImageIdBatchModel(IReadOnlyList<ImageIdEntryModel> Images, IReadOnlyDictionary<string, string>? Metadata);

internal sealed record ImageIdEntryModel(Guid Id, IReadOnlyList<Guid>? TagIds, IReadOnlyList<ImageRegionModel>? Regions);

/// <summary>An image of a batch of files. Its content follows these members in the body.</summary>
internal sealed record ImageFileEntryModel(string Name, IReadOnlyList<Guid>? TagIds, IReadOnlyList<ImageRegionModel>? Regions);

internal sealed record ImageTagBatchModel(IReadOnlyList<ImageTagEntryModel> Tags);

internal sealed record ImageTagEntryModel(Guid ImageId, Guid TagId);

internal sealed record ImageTagSummaryModel(
    IReadOnlyList<ImageTagEntryModel?>? Created, IReadOnlyList<ImageTagEntryModel?>? Duplicated, IReadOnlyList<ImageTagEntryModel?>? Exceeded);

internal sealed record ImageRegionBatchModel(IReadOnlyList<ImageRegionModel> Regions);

internal sealed record ImageRegionSummaryModel(
    IReadOnlyList<ImageRegionModel?>? Created, IReadOnlyList<ImageRegionModel?>? Duplicated, IReadOnlyList<ImageRegionModel?>? Exceeded);

internal sealed record MetadataSummaryModel(bool IsBatchSuccessful, IReadOnlyList<MetadataResultModel?>? Images);

internal sealed record MetadataResultModel(Guid ImageId, string? Status);

internal sealed record RegionProposalsModel(IReadOnlyList<RegionProposalModel?>? Proposals);

internal sealed record RegionProposalModel(double Confidence, BoundingBoxModel? BoundingBox);

internal sealed record BoundingBoxModel(double Left, double Top, double Width, double Height);

internal sealed record IterationModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Status { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset LastModified { get; init; }

    public DateTimeOffset? TrainedAt { get; init; }

    public bool? Exportable { get; init; }

    public IReadOnlyList<string?>? ExportableTo { get; init; }

    public Guid? DomainId { get; init; }

    public string? ClassificationType { get; init; }

    public string? TrainingType { get; init; }

    public int? ReservedBudgetInHours { get; init; }

    public int? TrainingTimeInMinutes { get; init; }

    public string? PublishName { get; init; }

    public string? OriginalPublishResourceId { get; init; }

    public BaseModelModel? CustomBaseModelInfo { get; init; }

    public string? TrainingErrorDetails { get; init; }
}

internal sealed record BaseModelModel(Guid ProjectId, Guid IterationId);

internal sealed record TrainingParametersModel(IReadOnlyList<Guid>? SelectedTags, BaseModelModel? CustomBaseModelInfo);

internal sealed record IterationUpdateModel(string Name);

internal sealed record PerformanceModel
{
    public IReadOnlyList<TagPerformanceModel?>? PerTagPerformance { get; init; }

    public double Precision { get; init; }

    public double PrecisionStdDeviation { get; init; }

    public double Recall { get; init; }

    public double RecallStdDeviation { get; init; }

    public double? AveragePrecision { get; init; }
}

internal sealed record TagPerformanceModel
{
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public double Precision { get; init; }

    public double PrecisionStdDeviation { get; init; }

    public double Recall { get; init; }

    public double RecallStdDeviation { get; init; }

    public double? AveragePrecision { get; init; }
}

internal sealed record ExportModel(string? Platform, string? Status, string? DownloadUri, string? Flavor, bool? NewerVersionAvailable);

/// <summary>A prediction, a stored prediction, or a suggestion, which differ in few members.</summary>
internal sealed record PredictionModel
{
    [JsonRequired]
    public Guid Id { get; init; }

    public Guid Project { get; init; }

    public Guid Iteration { get; init; }

    public DateTimeOffset Created { get; init; }

    public IReadOnlyList<PredictionTagModel?>? Predictions { get; init; }

    public string? OriginalImageUri { get; init; }

    public string? ResizedImageUri { get; init; }

    public string? ThumbnailUri { get; init; }

    public double? PredictionUncertainty { get; init; }
}

internal sealed record PredictionTagModel(double Probability, Guid TagId, string? TagName, BoundingBoxModel? BoundingBox, string? TagType);

/// <summary>A page of stored predictions or suggestions. The token is sent back unchanged, whatever members it has.</summary>
internal sealed record QueryResultModel(JsonElement Token, IReadOnlyList<PredictionModel?>? Results);

internal sealed record PredictionQueryModel
{
    public int MaxCount { get; init; }

    public string? OrderBy { get; init; }

    public IReadOnlyList<PredictionQueryTagModel>? Tags { get; init; }

    public Guid? IterationId { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public string? Application { get; init; }
}

internal sealed record PredictionQueryTagModel(Guid Id, double? MinThreshold);

internal sealed record SuggestionQueryModel(IReadOnlyList<Guid> TagIds, double Threshold, string Session, int MaxCount, string SortBy);

internal sealed record TagFilterModel(IReadOnlyList<Guid> TagIds, double Threshold);

internal sealed record ImageUrlModel(string Url);

/// <summary>Reads and writes the models, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
[JsonSerializable(typeof(IReadOnlyList<DomainModel>))]
[JsonSerializable(typeof(IReadOnlyList<ProjectModel>))]
[JsonSerializable(typeof(NewProjectModel))]
[JsonSerializable(typeof(ProjectUpdateModel))]
[JsonSerializable(typeof(ProjectExportModel))]
[JsonSerializable(typeof(IReadOnlyList<TagModel>))]
[JsonSerializable(typeof(TagUpdateModel))]
[JsonSerializable(typeof(IReadOnlyList<ImageModel>))]
[JsonSerializable(typeof(ImageCreateSummaryModel))]
[JsonSerializable(typeof(ImageUrlBatchModel))]
[JsonSerializable(typeof(ImageIdBatchModel))]
[JsonSerializable(typeof(ImageFileEntryModel))]
[JsonSerializable(typeof(ImageTagBatchModel))]
[JsonSerializable(typeof(ImageTagSummaryModel))]
[JsonSerializable(typeof(ImageRegionBatchModel))]
[JsonSerializable(typeof(ImageRegionSummaryModel))]
[JsonSerializable(typeof(MetadataSummaryModel))]
[JsonSerializable(typeof(RegionProposalsModel))]
[JsonSerializable(typeof(IReadOnlyList<IterationModel>))]
[JsonSerializable(typeof(TrainingParametersModel))]
[JsonSerializable(typeof(IterationUpdateModel))]
[JsonSerializable(typeof(PerformanceModel))]
[JsonSerializable(typeof(IReadOnlyList<ExportModel>))]
[JsonSerializable(typeof(IReadOnlyList<PredictionModel>))]
[JsonSerializable(typeof(QueryResultModel))]
[JsonSerializable(typeof(PredictionQueryModel))]
[JsonSerializable(typeof(SuggestionQueryModel))]
[JsonSerializable(typeof(TagFilterModel))]
[JsonSerializable(typeof(ImageUrlModel))]
internal sealed partial class V3Json : JsonSerializerContext;
