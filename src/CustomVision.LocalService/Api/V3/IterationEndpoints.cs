using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.V3;

/// <param name="TrainedAt">Omitted until the iteration is trained.</param>
/// <param name="ExportableTo">Null until the iteration is trained.</param>
/// <param name="DomainId">Null in the answer that begins the training, as is the classification type.</param>
internal sealed record IterationV3(
    Guid Id,
    string Name,
    string Status,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? TrainedAt,
    Guid ProjectId,
    bool Exportable,
    string[]? ExportableTo,
    Guid? DomainId,
    string? ClassificationType,
    string TrainingType,
    int ReservedBudgetInHours,
    [property: Since(1)] int TrainingTimeInMinutes,
    string? PublishName,
    string? OriginalPublishResourceId,
    [property: Since(4)] CustomBaseModelInfoV3? CustomBaseModelInfo,
    [property: Since(4)] string? TrainingErrorDetails);

internal sealed record CustomBaseModelInfoV3(Guid ProjectId, Guid IterationId);

internal sealed record IterationPerformanceV3(
    TagPerformanceV3[] PerTagPerformance,
    float Precision,
    float PrecisionStdDeviation,
    float Recall,
    float RecallStdDeviation,
    float AveragePrecision);

internal sealed record TagPerformanceV3(
    Guid Id,
    string Name,
    float Precision,
    float PrecisionStdDeviation,
    float Recall,
    float RecallStdDeviation,
    float AveragePrecision);

/// <remarks>Tags and regions are empty and not omitted, as in the published example.</remarks>
internal sealed record ImagePerformanceV3(
    PredictionV3[] Predictions,
    Guid Id,
    DateTime Created,
    int Width,
    int Height,
    string ImageUri,
    string ThumbnailUri,
    ImageTagV3[] Tags,
    ImageRegionV3[] Regions);

/// <summary>Trains projects, and lists, updates, publishes and deletes their iterations.</summary>
internal sealed class IterationEndpoints(
    Iterations iterations,
    Trainings trainings,
    TrainingRunner runner,
    Publishing publishing,
    TrainedModels models,
    ImagePerformances performances,
    ImageContracts contracts)
{
    // The portal begins with 50 %.
    private const double DefaultThreshold = 0.5;

    public void Map(V3Routes routes)
    {
        const string Iterations = "projects/{projectId}/iterations";
        const string Iteration = $"{Iterations}/{{iterationId}}";
        routes.Map(nameof(TrainProject), "POST", "projects/{projectId}/train", TrainProject);
        routes.Map(nameof(GetIterations), "GET", Iterations, GetIterations);
        routes.Map(nameof(GetIteration), "GET", Iteration, GetIteration);
        routes.Map(nameof(UpdateIteration), "PATCH", Iteration, UpdateIteration);
        routes.MapNoContent(nameof(DeleteIteration), "DELETE", Iteration, DeleteIteration);
        routes.Map(nameof(PublishIteration), "POST", $"{Iteration}/publish", PublishIteration);
        routes.MapNoContent(nameof(UnpublishIteration), "DELETE", $"{Iteration}/publish", UnpublishIteration);
        routes.Map(nameof(GetIterationPerformance), "GET", $"{Iteration}/performance", GetIterationPerformance);
        routes.Map(nameof(GetImagePerformances), "GET", $"{Iteration}/performance/images", GetImagePerformances);
        routes.Map(nameof(GetImagePerformanceCount), "GET", $"{Iteration}/performance/images/count", GetImagePerformanceCount);
    }

    private async Task<IterationV3> TrainProject(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var iteration = await trainings.BeginAsync(projectId, await ReadTrainingAsync(request));
        var run = runner.Begin(iteration);
        // The response has the status Training in this mode too: clients expect it, and then poll.
        if (run.Behaviour.Mode == TrainingMode.Instant)
            await run.Ended.WaitAsync(request.HttpContext.RequestAborted);
        return Model(request, iteration) with { DomainId = null, ClassificationType = null };
    }

    private static async Task<TrainingRequest> ReadTrainingAsync(HttpRequest request)
    {
        var version = V3Version.Of(request);
        var query = request.Parameters();
        var isAdvanced = query.Choice("trainingType", TrainingType.Regular, TrainingType.Advanced) == TrainingType.Advanced;
        var hours = query.Count("reservedBudgetInHours") ?? 0;
        // The text of the documentation.
        if (isAdvanced && hours < 1)
            throw new ServiceException(
                ErrorCodes.BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining, "Reserved budget in hours is not enough to do advanced training");
        // The code is published; the text is invented. No mail is sent.
        if (query.Text("notificationEmailAddress") is { Length: > 0 } address && (address.IndexOf('@', StringComparison.Ordinal) < 1 || address.EndsWith('@')))
            throw new ServiceException(ErrorCodes.BadRequestInvalidEmailAddress, "notificationEmailAddress must be an email address.");
        var body = await LenientBody.ReadAsync(request);
        var own = version.HasBaseModel ? body.Member("customBaseModelInfo") : null;
        return new TrainingRequest(
            isAdvanced,
            hours,
            query.Flag("forceTrain") ?? false,
            version.HasSelectedTags && body.Texts("selectedTags") is not null ? body.Ids("selectedTags") : null,
            own is null ? null : new BaseModel(own.RequiredId("projectId"), own.RequiredId("iterationId")));
    }

    /// <summary>The trained iterations, without the workspace.</summary>
    private IterationV3[] GetIterations(HttpRequest request) =>
        [.. iterations.List(request.PathId("projectId")).Where(iteration => iteration.Status != IterationStatus.New).Select(iteration => Model(request, iteration))];

    private async Task<IterationV3> GetIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var iteration = iterations.Get(projectId, iterationId);
        if (runner.Find(iteration.Key) is not { } run || run.MayStillRun())
            return Model(request, iteration);

        await run.Ended.WaitAsync(request.HttpContext.RequestAborted);
        return Model(request, iterations.Get(projectId, iterationId));
    }

    /// <summary>Updates the name. Other members are read-only.</summary>
    private async Task<IterationV3> UpdateIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var body = await LenientBody.ReadAsync(request);
        return Model(request, await iterations.UpdateAsync(projectId, iterationId, body.Text("name"), isDefault: null));
    }

    private async Task DeleteIteration(HttpRequest request)
    {
        await iterations.DeleteAsync(request.PathId("projectId"), request.PathId("iterationId"));
        // The response needn't wait for the training to stop: a deleted iteration is never completed.
        _ = runner.StopUnwantedAsync();
    }

    private async Task<bool> PublishIteration(HttpRequest request)
    {
        var query = request.Parameters();
        await publishing.PublishAsync(
            request.PathId("projectId"), request.PathId("iterationId"), query.Text("publishName"), query.Text("predictionId"),
            V3Version.Of(request).HasOverwrite && query.Flag("overwrite") == true);
        return true;
    }

    private Task UnpublishIteration(HttpRequest request) =>
        publishing.UnpublishAsync(request.PathId("projectId"), request.PathId("iterationId"));

    private IterationPerformanceV3 GetIterationPerformance(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        // The overlap means something for a detection only.
        var (performance, tags) = models.Performance(
            projectId, iterationId, request.Parameters().Share("threshold") ?? DefaultThreshold, request.Parameters().Share("overlapThreshold") ?? TrainedModels.DefaultOverlap);
        return new IterationPerformanceV3(
            [.. tags.Index().Select(tag => Model(tag.Item, performance.Tags[tag.Index]))],
            (float)performance.Overall.Precision,
            (float)performance.Overall.PrecisionStdDeviation,
            (float)performance.Overall.Recall,
            (float)performance.Overall.RecallStdDeviation,
            (float)performance.Overall.AveragePrecision);
    }

    private ImagePerformanceV3[] GetImagePerformances(HttpRequest request) =>
        [.. performances.List(request.PathId("projectId"), request.PathId("iterationId"), ImageEndpoints.TagIds(request), ImageEndpoints.Page(request))
            .Select(one => new ImagePerformanceV3(
                PredictionV3.Of(one.Tags), one.Image.Id, one.Image.Created.UtcDateTime, one.Image.Width, one.Image.Height,
                contracts.Image(one.Image.Id), contracts.Thumbnail(one.Image.Id), ImageContracts.Tags(one.Image), ImageContracts.Regions(one.Image)))];

    private int GetImagePerformanceCount(HttpRequest request) =>
        performances.Count(request.PathId("projectId"), request.PathId("iterationId"), ImageEndpoints.TagIds(request));

    private static TagPerformanceV3 Model(Tag tag, PrecisionAndRecall performance) => new(
        tag.Id,
        tag.Name,
        (float)performance.Precision,
        (float)performance.PrecisionStdDeviation,
        (float)performance.Recall,
        (float)performance.RecallStdDeviation,
        (float)performance.AveragePrecision);

    private static IterationV3 Model(HttpRequest request, Iteration iteration)
    {
        var version = V3Version.Of(request);
        var isTrained = iteration.Status == IterationStatus.Completed;
        var isExportable = isTrained && iteration.Domain?.IsExportable == true;
        var published = Publishing.Of(iteration);
        return new IterationV3(
            iteration.Id,
            iteration.Name,
            iteration.Status,
            iteration.Created,
            iteration.LastModified,
            iteration.TrainedAt,
            request.PathId("projectId"),
            isExportable,
            isExportable ? [.. version.Platforms.Intersect(iteration.Domain!.ExportPlatforms)] : isTrained ? version.NoPlatforms : null,
            iteration.DomainId,
            iteration.ClassificationType?.ToString(),
            iteration.TrainingType,
            iteration.ReservedHours,
            iteration.TrainingMinutes,
            published?.Name,
            published?.Resource,
            iteration.Base is { } own ? new CustomBaseModelInfoV3(own.ProjectId, own.IterationId) : null,
            iteration.Failure);
    }

    private enum TrainingType
    {
        Regular,
        Advanced,
    }
}
