using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.V1;

/// <param name="TrainedAt">Omitted until the iteration is trained: so it was recorded.</param>
/// <param name="TrainingErrorDetails">
/// Why the training failed; otherwise omitted. Version 1.0 has no room for a reason. This is the member of 3.4, and clients of 1.0 ignore it.
/// </param>
internal sealed record IterationModel(
    Guid Id,
    string Name,
    string Status,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? TrainedAt,
    bool IsDefault,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TrainingErrorDetails);

internal sealed record IterationPerformanceModel(
    ImageTagPerformanceModel[] PerTagPerformance,
    double Precision,
    double PrecisionStdDeviation,
    double Recall,
    double RecallStdDeviation);

internal sealed record ImageTagPerformanceModel(
    Guid TagId,
    string TagName,
    double Precision,
    double PrecisionStdDeviation,
    double Recall,
    double RecallStdDeviation);

/// <summary>Trains projects, and lists, updates and deletes their iterations.</summary>
internal sealed class IterationEndpoints(Iterations iterations, Trainings trainings, TrainingRunner runner, TrainedModels models)
{
    public void Map(IEndpointRouteBuilder project)
    {
        project.Map("POST", "train", V1Json.Default.IterationModel, TrainProject).WithOperation(nameof(TrainProject));
        project.Map("GET", "iterations", V1Json.Default.IterationModelArray, GetIterations).WithOperation(nameof(GetIterations));
        project.Map("GET", "iterations/{iterationId}", V1Json.Default.IterationModel, GetIteration).WithOperation(nameof(GetIteration));
        project.Map("PATCH", "iterations/{iterationId}", V1Json.Default.IterationModel, UpdateIteration).WithOperation(nameof(UpdateIteration));
        project.Map("DELETE", "iterations/{iterationId}", DeleteIteration).WithOperation(nameof(DeleteIteration));
        project.Map("GET", "iterations/{iterationId}/performance", V1Json.Default.IterationPerformanceModel, GetIterationPerformance)
            .WithOperation(nameof(GetIterationPerformance));
    }

    private async Task<IterationModel> TrainProject(HttpRequest request)
    {
        var iteration = await trainings.BeginAsync(request.PathId("projectId"));
        var run = runner.Begin(iteration);
        // The response has the status Training in this mode too: clients expect it, and then poll.
        if (run.Behaviour.Mode == TrainingMode.Instant)
            await run.Ended.WaitAsync(request.HttpContext.RequestAborted);
        return Model(iteration);
    }

    private IterationModel[] GetIterations(HttpRequest request) => [.. iterations.List(request.PathId("projectId")).Select(Model)];

    private async Task<IterationModel> GetIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var iteration = iterations.Get(projectId, iterationId);
        if (runner.Find(iteration.Key) is not { } run || run.MayStillRun())
            return Model(iteration);

        await run.Ended.WaitAsync(request.HttpContext.RequestAborted);
        return Model(iterations.Get(projectId, iterationId));
    }

    /// <summary>Updates Name and IsDefault. A member that is missing stays unchanged, and others are read-only.</summary>
    private async Task<IterationModel> UpdateIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var body = await RequestBody.ReadAsync(request, ["Name", "IsDefault"]);
        return Model(await iterations.UpdateAsync(projectId, iterationId, body.Text("Name"), body.Flag("IsDefault")));
    }

    private async Task DeleteIteration(HttpRequest request)
    {
        await iterations.DeleteAsync(request.PathId("projectId"), request.PathId("iterationId"));
        // The response needn't wait for the training to stop: a deleted iteration is never completed.
        _ = runner.StopUnwantedAsync();
    }

    private IterationPerformanceModel GetIterationPerformance(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var threshold = request.Parameters().Share("threshold")
            ?? throw new ServiceException(
                ErrorCodes.BadRequestRequiredParamIsNull, "threshold is required: the probability, from 0 to 1, from which a tag counts as predicted.");
        var (performance, tags) = models.Performance(projectId, iterationId, threshold);
        return new IterationPerformanceModel(
            [.. tags.Zip(performance.Tags, Model)],
            performance.Overall.Precision,
            performance.Overall.PrecisionStdDeviation,
            performance.Overall.Recall,
            performance.Overall.RecallStdDeviation);
    }

    private static ImageTagPerformanceModel Model(Tag tag, PrecisionAndRecall performance) => new(
        tag.Id,
        tag.Name,
        performance.Precision,
        performance.PrecisionStdDeviation,
        performance.Recall,
        performance.RecallStdDeviation);

    private static IterationModel Model(Iteration iteration) => new(
        iteration.Id,
        iteration.Name,
        iteration.Status,
        iteration.Created,
        iteration.LastModified,
        iteration.TrainedAt,
        iteration.IsDefault,
        iteration.Failure);
}
