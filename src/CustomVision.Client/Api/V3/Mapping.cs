using CustomVision.Http;
using CustomVision.Models;
using static CustomVision.Api.ImageRequests;

namespace CustomVision.Api.V3;

/// <summary>Maps the models of versions from 3.0 to the public models, and adds the ids that the answers leave out.</summary>
internal static class Mapping
{
    public static Domain ToDomain(this DomainModel model) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Type = model.Type,
        Exportable = model.Exportable,
        Enabled = model.Enabled,
        ExportablePlatforms = Texts(model.ExportablePlatforms),
        EstimatedModelSizeInMegabytes = model.ModelInformation?.EstimatedModelSizeInMegabytes,
        ModelDescription = model.ModelInformation?.Description,
    };

    public static Project ToProject(this ProjectModel model) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Description = model.Description,
        Settings = model.Settings?.ToSettings(),
        Created = model.Created,
        LastModified = model.LastModified,
        ThumbnailUri = model.ThumbnailUri,
        DrModeEnabled = model.DrModeEnabled,
        Status = model.Status,
    };

    public static ProjectExport ToProjectExport(this ProjectExportModel model) => new()
    {
        IterationCount = model.IterationCount,
        ImageCount = model.ImageCount,
        TagCount = model.TagCount,
        RegionCount = model.RegionCount,
        EstimatedImportTime = TimeSpan.FromMilliseconds(model.EstimatedImportTimeInMS),
        Token = string.IsNullOrWhiteSpace(model.Token) ? null : Secret.From(model.Token!).ToSecureString(),
    };

    public static Tag ToTag(this TagModel model, Guid projectId) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Description = model.Description,
        Type = model.Type,
        ImageCount = model.ImageCount,
        ProjectId = projectId,
    };

    public static Image ToImage(this ImageModel model, Guid projectId) => new()
    {
        Id = model.Id,
        Created = model.Created,
        Width = model.Width,
        Height = model.Height,
        OriginalImageUri = model.OriginalImageUri,
        ResizedImageUri = model.ResizedImageUri,
        ThumbnailUri = model.ThumbnailUri,
        Tags = Map(model.Tags, ToImageTag),
        Regions = Map(model.Regions, region => region.ToRegion(projectId, model.Id)),
        Metadata = ToMetadata(model.Metadata),
        ProjectId = projectId,
    };

    public static ImagePerformance ToImagePerformance(this ImageModel model, Guid projectId, Guid iterationId) => new()
    {
        Id = model.Id,
        Created = model.Created,
        Width = model.Width,
        Height = model.Height,
        ImageUri = model.ImageUri ?? model.OriginalImageUri,
        ThumbnailUri = model.ThumbnailUri,
        Tags = Map(model.Tags, ToImageTag),
        Regions = Map(model.Regions, region => region.ToRegion(projectId, model.Id)),
        Predictions = Map(model.Predictions, ToTagPrediction),
        IterationId = iterationId,
        ProjectId = projectId,
    };

    public static ImageRegion ToRegion(this ImageRegionModel model, Guid projectId, Guid imageId) => new()
    {
        RegionId = model.RegionId ?? default,
        ImageId = model.ImageId ?? imageId,
        TagId = model.TagId,
        TagName = model.TagName,
        Created = model.Created ?? default,
        Left = model.Left,
        Top = model.Top,
        Width = model.Width,
        Height = model.Height,
        ProjectId = projectId,
    };

    /// <summary>The region as it is sent, for an image that the model names or that contains it.</summary>
    public static ImageRegionModel ToModel(this ImageRegion region, Guid? imageId) => new()
    {
        ImageId = imageId,
        TagId = region.TagId,
        Left = region.Left,
        Top = region.Top,
        Width = region.Width,
        Height = region.Height,
    };

    public static ImageCreateResult ToResult(this ImageCreateResultModel model, Guid projectId) => new()
    {
        Status = model.Status ?? ImageStatus.ErrorUnknown,
        SourceUrl = model.SourceUrl,
        Image = model.Image?.ToImage(projectId),
    };

    public static Iteration ToIteration(this IterationModel model, Guid projectId) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Status = model.Status,
        Created = model.Created,
        LastModified = model.LastModified,
        TrainedAt = model.TrainedAt,
        TrainingErrorDetails = model.TrainingErrorDetails,
        PublishName = model.PublishName,
        OriginalPublishResourceId = model.OriginalPublishResourceId,
        Exportable = model.Exportable,
        ExportableTo = Texts(model.ExportableTo),
        DomainId = model.DomainId,
        ClassificationType = model.ClassificationType,
        TrainingType = model.TrainingType,
        ReservedBudgetInHours = model.ReservedBudgetInHours,
        TrainingTimeInMinutes = model.TrainingTimeInMinutes,
        BaseIterationId = model.CustomBaseModelInfo?.IterationId,
        ProjectId = projectId,
    };

    public static IterationPerformance ToPerformance(this PerformanceModel model, Iteration iteration, double threshold, double? overlapThreshold) => new()
    {
        PerTagPerformance = Map(model.PerTagPerformance, tag => new TagPerformance
        {
            TagId = tag.Id,
            TagName = tag.Name,
            Precision = tag.Precision,
            PrecisionStdDeviation = tag.PrecisionStdDeviation,
            Recall = tag.Recall,
            RecallStdDeviation = tag.RecallStdDeviation,
            AveragePrecision = tag.AveragePrecision,
        }),
        Precision = model.Precision,
        PrecisionStdDeviation = model.PrecisionStdDeviation,
        Recall = model.Recall,
        RecallStdDeviation = model.RecallStdDeviation,
        AveragePrecision = model.AveragePrecision,
        Threshold = threshold,
        OverlapThreshold = overlapThreshold,
        IterationId = iteration.Id,
        IterationName = iteration.Name,
        ProjectId = iteration.ProjectId,
    };

    public static IterationExport ToExport(this ExportModel model, Iteration iteration) => new()
    {
        Platform = model.Platform,
        Flavor = model.Flavor,
        Status = model.Status,
        DownloadUri = model.DownloadUri,
        NewerVersionAvailable = model.NewerVersionAvailable ?? false,
        IterationId = iteration.Id,
        IterationName = iteration.Name,
        ProjectId = iteration.ProjectId,
    };

    public static ImagePrediction ToPrediction(this PredictionModel model) => new()
    {
        Id = model.Id,
        Project = model.Project,
        Iteration = model.Iteration,
        Created = model.Created,
        Predictions = Map(model.Predictions, ToTagPrediction),
    };

    public static StoredImagePrediction ToStoredPrediction(this PredictionModel model) => new()
    {
        Id = model.Id,
        Project = model.Project,
        Iteration = model.Iteration,
        Created = model.Created,
        Predictions = Map(model.Predictions, ToTagPrediction),
        OriginalImageUri = model.OriginalImageUri,
        ResizedImageUri = model.ResizedImageUri,
        ThumbnailUri = model.ThumbnailUri,
    };

    public static Suggestion ToSuggestion(this PredictionModel model, Guid projectId) => new()
    {
        ImageId = model.Id,
        ProjectId = projectId,
        IterationId = model.Iteration,
        Created = model.Created,
        Predictions = Map(model.Predictions, ToTagPrediction),
        PredictionUncertainty = model.PredictionUncertainty ?? 0,
        OriginalImageUri = model.OriginalImageUri,
        ThumbnailUri = model.ThumbnailUri,
    };

    public static RegionProposal ToProposal(this RegionProposalModel model, Guid projectId, Guid imageId) => new()
    {
        ImageId = imageId,
        ProjectId = projectId,
        Confidence = model.Confidence,
        BoundingBox = model.BoundingBox?.ToBoundingBox() ?? new BoundingBox(),
    };

    private static ProjectSettings ToSettings(this ProjectSettingsModel model) => new()
    {
        DomainId = model.DomainId ?? default,
        ClassificationType = model.ClassificationType,
        TargetExportPlatforms = Texts(model.TargetExportPlatforms),
        UseNegativeSet = model.UseNegativeSet,
        DetectionParameters = model.DetectionParameters,
        AugmentationMethods = model.ImageProcessingSettings?.AugmentationMethods ?? new Dictionary<string, bool>(),
        ExportModelContainerUri = model.ExportModelContainerUri,
        NotificationQueueUri = model.NotificationQueueUri,
    };

    private static ImageTag ToImageTag(ImageTagModel model) => new() { TagId = model.TagId, TagName = model.TagName, Created = model.Created };

    private static ImageTagPrediction ToTagPrediction(PredictionTagModel model) => new()
    {
        TagId = model.TagId,
        TagName = model.TagName,
        Probability = model.Probability,
        BoundingBox = model.BoundingBox?.ToBoundingBox(),
        TagType = model.TagType,
    };

    private static BoundingBox ToBoundingBox(this BoundingBoxModel model) =>
        new() { Left = model.Left, Top = model.Top, Width = model.Width, Height = model.Height };

    private static Dictionary<string, string> ToMetadata(IReadOnlyDictionary<string, string?>? model)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in model ?? new Dictionary<string, string?>())
            metadata[pair.Key] = pair.Value ?? "";
        return metadata;
    }

    private static IReadOnlyList<string> Texts(IReadOnlyList<string?>? texts) => Map(texts, text => text);
}
