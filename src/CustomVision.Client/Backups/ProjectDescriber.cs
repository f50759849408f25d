using System.Net;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Backups;

/// <summary>Describes a project, its tags and its iterations for the manifest of a backup.</summary>
internal sealed class ProjectDescriber(ITrainingApi api)
{
    private const double Threshold = 0.5; // what the portal of the service shows first

    public async Task<BackupProject> DescribeAsync(Project project, CancellationToken cancellation)
    {
        var settings = project.Settings ?? new ProjectSettings();
        var domain = settings.DomainId == Guid.Empty ? null : await api.GetDomainAsync(settings.DomainId, cancellation).ConfigureAwait(false);
        return new BackupProject
        {
            Id = project.Id,
            Name = project.Name ?? "",
            Description = project.Description,
            Created = project.Created,
            LastModified = project.LastModified,
            DomainId = settings.DomainId,
            DomainName = domain?.Name,
            DomainType = domain?.Type,
            ClassificationType = settings.ClassificationType,
            TargetExportPlatforms = settings.TargetExportPlatforms,
            UseNegativeSet = settings.UseNegativeSet,
            DetectionParameters = settings.DetectionParameters,
            AugmentationMethods = settings.AugmentationMethods,
        };
    }

    public static BackupTag Describe(Tag tag) => new() { Name = tag.Name ?? "", Description = tag.Description, Type = tag.Type, ImageCount = tag.ImageCount };

    public async Task<IReadOnlyList<BackupIteration>> DescribeAsync(IReadOnlyList<Iteration> iterations, CancellationToken cancellation)
    {
        var described = new List<BackupIteration>();
        foreach (var iteration in iterations)
            described.Add(new BackupIteration
            {
                Id = iteration.Id,
                Name = iteration.Name,
                Status = iteration.Status,
                Created = iteration.Created,
                TrainedAt = iteration.TrainedAt,
                TrainingErrorDetails = iteration.TrainingErrorDetails,
                PublishName = iteration.PublishName,
                IsDefault = iteration.IsDefault,
                DomainId = iteration.DomainId,
                ClassificationType = iteration.ClassificationType,
                TrainingType = iteration.TrainingType,
                ReservedBudgetInHours = iteration.ReservedBudgetInHours,
                TrainingTimeInMinutes = iteration.TrainingTimeInMinutes,
                Performance = await GetPerformanceAsync(iteration, cancellation).ConfigureAwait(false),
            });
        return described;
    }

    private async Task<BackupPerformance?> GetPerformanceAsync(Iteration iteration, CancellationToken cancellation)
    {
        if (iteration.Status != IterationStatus.Completed)
            return null;
        try
        {
            var performance = await api.GetIterationPerformanceAsync(iteration, Threshold, cancellation: cancellation).ConfigureAwait(false);
            return new BackupPerformance
            {
                Threshold = Threshold,
                Precision = performance.Precision,
                PrecisionStdDeviation = performance.PrecisionStdDeviation,
                Recall = performance.Recall,
                RecallStdDeviation = performance.RecallStdDeviation,
                AveragePrecision = performance.AveragePrecision,
                Tags = [.. performance.PerTagPerformance.Select(Describe)],
            };
        }
        catch (ServiceErrorException error) when (error.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return null; // an iteration that was imported has none
        }
    }

    private static BackupPerformance Describe(TagPerformance tag) => new()
    {
        Tag = tag.TagName ?? tag.TagId.ToString(),
        Precision = tag.Precision,
        PrecisionStdDeviation = tag.PrecisionStdDeviation,
        Recall = tag.Recall,
        RecallStdDeviation = tag.RecallStdDeviation,
        AveragePrecision = tag.AveragePrecision,
    };
}
