using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

internal sealed class IterationOperations(Iterations iterations)
{
    public Task<IterationModel[]> GetIterations(HttpRequest request) =>
        Task.FromResult(iterations.List(request.PathId("projectId")).Select(Model).ToArray());

    public Task<IterationModel> GetIteration(HttpRequest request) =>
        Task.FromResult(Model(iterations.Get(request.PathId("projectId"), request.PathId("iterationId"))));

    /// <summary>Name and IsDefault are taken over; what is left out stays as it is, and the rest of the model is the service's.</summary>
    public async Task<IterationModel> UpdateIteration(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), request.PathId("iterationId"));
        var body = await ModelBody.ReadAsync(request, new("Name"), new("IsDefault"));
        return Model(await iterations.UpdateAsync(projectId, iterationId, body.Text("Name"), body.Flag("IsDefault")));
    }

    public Task DeleteIteration(HttpRequest request) =>
        iterations.DeleteAsync(request.PathId("projectId"), request.PathId("iterationId"));

    private static IterationModel Model(Iteration iteration) => new(
        iteration.Id,
        iteration.Name,
        iteration.Status,
        iteration.Created,
        iteration.LastModified,
        iteration.TrainedAt,
        iteration.IsDefault);
}
