using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api;

internal sealed class IterationOperations(Iterations iterations, Trainings trainings, TrainingRunner runner, TrainedModels models)
{
    public async Task<IterationModel> TrainProject(HttpRequest request)
    {
        var iteration = await trainings.BeginAsync(request.PathId("projectId"));
        var run = runner.Begin(iteration);
        // It is answered as it was begun all the same: that is what clients expect, and then they look how it is.
        if (run.Behaviour.Mode == TrainingMode.Instant)
            await run.Ended.WaitAsync(request.HttpContext.RequestAborted);
        return Model(iteration);
    }

    public Task<IterationModel[]> GetIterations(HttpRequest request) =>
        Task.FromResult(iterations.List(request.PathId("projectId")).Select(Model).ToArray());

    public async Task<IterationModel> GetIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var iteration = iterations.Get(projectId, iterationId);
        if (runner.Find(iteration.Key) is not { } run || run.MayStillRun())
            return Model(iteration);

        await run.Ended.WaitAsync(request.HttpContext.RequestAborted);
        return Model(iterations.Get(projectId, iterationId));
    }

    /// <summary>Name and IsDefault are taken over; what is left out stays as it is, and the rest of the model is the service's.</summary>
    public async Task<IterationModel> UpdateIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var body = await ModelBody.ReadAsync(request, new("Name"), new("IsDefault"));
        return Model(await iterations.UpdateAsync(projectId, iterationId, body.Text("Name"), body.Flag("IsDefault")));
    }

    public async Task DeleteIteration(HttpRequest request)
    {
        await iterations.DeleteAsync(request.PathId("projectId"), request.PathId("iterationId"));
        // That it is being stopped is enough here: what is deleted is not completed.
        _ = runner.StopUnwantedAsync();
    }

    public Task<IterationPerformanceModel> GetIterationPerformance(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var threshold = request.QueryShare("threshold")
            ?? throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "threshold must say from which probability on a tag counts as predicted, from 0 to 1.");
        var (performance, tags) = models.Performance(projectId, iterationId, threshold);
        return Task.FromResult(new IterationPerformanceModel(
            [.. tags.Zip(performance.Tags, Model)],
            performance.Overall.Precision,
            performance.Overall.PrecisionStdDeviation,
            performance.Overall.Recall,
            performance.Overall.RecallStdDeviation));
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
        iteration.IsDefault);
}
