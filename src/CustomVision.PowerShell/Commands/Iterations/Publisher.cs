using CustomVision.Api;
using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Publishes iterations. Before it publishes, it ends the publications that would make the service refuse.</summary>
internal sealed class Publisher(ITrainingApi client)
{
    /// <summary>Publishes an iteration and returns it as it is then.</summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="name">The name.</param>
    /// <param name="resourceId">The id of the prediction resource.</param>
    /// <param name="takeName">Whether another iteration that has the name loses it.</param>
    /// <param name="unpublish">Whether the iteration may lose the name that it has.</param>
    /// <param name="token">Cancels the requests.</param>
    public async Task<Iteration> PublishAsync(Iteration iteration, string name, string resourceId, bool takeName, bool unpublish, CancellationToken token)
    {
        var current = await client.GetIterationAsync(iteration.ProjectId, iteration.Id, token).ConfigureAwait(false);
        if (current.PublishName == name)
            return current;
        if (current.PublishName is not null && unpublish)
            await client.UnpublishIterationAsync(iteration.ProjectId, iteration.Id, token).ConfigureAwait(false);
        var hasOverwrite = client.Version.IsAtLeast("3.3");
        if (takeName && !hasOverwrite)
            await FreeAsync(iteration.ProjectId, name, token).ConfigureAwait(false);
        await client.PublishIterationAsync(iteration.ProjectId, iteration.Id, name, resourceId, takeName && hasOverwrite, token).ConfigureAwait(false);
        return await client.GetIterationAsync(iteration.ProjectId, iteration.Id, token).ConfigureAwait(false);
    }

    private async Task FreeAsync(Guid projectId, string name, CancellationToken token)
    {
        var all = await client.GetIterationsAsync(projectId, token).ConfigureAwait(false);
        foreach (var holder in all.Where(other => other.PublishName == name))
            await client.UnpublishIterationAsync(projectId, holder.Id, token).ConfigureAwait(false);
    }
}
