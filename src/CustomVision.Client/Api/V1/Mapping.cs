using CustomVision.Models;
using static CustomVision.Api.ImageRequests;

namespace CustomVision.Api.V1;

/// <summary>Maps the models of version 1.0 to the public models, and adds the ids that the answers leave out.</summary>
internal static class Mapping
{
    public static Account ToAccount(this AccountModel model) => new()
    {
        UserName = model.UserName,
        Email = model.Email,
        Keys = model.Keys is not { } keys ? null : new AccountKeys { TrainingKeys = ToKeyPair(keys.TrainingKeys), PredictionKeys = ToKeyPair(keys.PredictionKeys) },
        Quotas = model.Quotas is not { } quotas ? null : new AccountQuota
        {
            Tier = quotas.Tier,
            Projects = ToQuota(quotas.Projects),
            Predictions = ToQuota(quotas.Predictions),
            PerProject = Map(quotas.PerProject, project => new ProjectQuota
            {
                ProjectId = project.ProjectId,
                Iterations = ToQuota(project.Iterations),
                Images = ToQuota(project.Images),
                Tags = ToQuota(project.Tags),
            }),
        },
    };

    public static Domain ToDomain(this DomainModel model) => new() { Id = model.Id, Name = model.Name };

    public static Project ToProject(this ProjectModel model) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Description = model.Description,
        CurrentIterationId = model.CurrentIterationId,
        Created = model.Created,
        LastModified = model.LastModified,
        Settings = model.Settings is null ? null : new ProjectSettings { DomainId = model.Settings.DomainId },
        ThumbnailUri = model.ThumbnailUri,
    };

    public static TagList ToTagList(this TagListModel model, Guid projectId) => new()
    {
        Tags = Map(model.Tags, tag => tag.ToTag(projectId)),
        TotalTaggedImages = model.TotalTaggedImages,
        TotalUntaggedImages = model.TotalUntaggedImages,
    };

    public static Tag ToTag(this TagModel model, Guid projectId) => new()
    {
        Id = model.Id,
        Name = model.Name,
        Description = model.Description,
        ImageCount = model.ImageCount,
        ProjectId = projectId,
    };

    public static Image ToImage(this ImageModel model, Guid projectId) => new()
    {
        Id = model.Id,
        Created = model.Created,
        Width = model.Width,
        Height = model.Height,
        OriginalImageUri = model.ImageUri,
        ThumbnailUri = model.ThumbnailUri,
        Tags = Map(model.Labels, label => new ImageTag { LabelId = label.LabelId, Created = label.Created, TagId = label.TagId }),
        Predictions = Map(model.Predictions, ToTagPrediction),
        ProjectId = projectId,
    };

    public static ImageCreateResult ToResult(this CreateImageResultModel model, Guid projectId) => new()
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
        IsDefault = model.IsDefault,
        ProjectId = projectId,
    };

    public static IterationPerformance ToPerformance(this IterationPerformanceModel model, Iteration iteration, double threshold) => new()
    {
        PerTagPerformance = Map(model.PerTagPerformance, tag => new TagPerformance
        {
            TagId = tag.TagId,
            TagName = tag.TagName,
            Precision = tag.Precision,
            PrecisionStdDeviation = tag.PrecisionStdDeviation,
            Recall = tag.Recall,
            RecallStdDeviation = tag.RecallStdDeviation,
        }),
        Precision = model.Precision,
        PrecisionStdDeviation = model.PrecisionStdDeviation,
        Recall = model.Recall,
        RecallStdDeviation = model.RecallStdDeviation,
        Threshold = threshold,
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
        OriginalImageUri = model.ImageUri,
        ThumbnailUri = model.ThumbnailUri,
    };

    private static ImageTagPrediction ToTagPrediction(PredictionTagModel model) =>
        new() { TagId = model.TagId, TagName = model.Tag, Probability = model.Probability };

    private static KeyPair? ToKeyPair(KeyPairModel? model) =>
        model is null ? null : new KeyPair { PrimaryKey = model.PrimaryKey, SecondaryKey = model.SecondaryKey };

    private static Quota? ToQuota(QuotaModel? model) =>
        model is null ? null : new Quota { Total = model.Total, Used = model.Used, TimeUntilReset = model.TimeUntilReset };
}
