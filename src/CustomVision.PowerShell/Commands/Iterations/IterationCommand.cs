using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>The base class of cmdlets that read something of a trained iteration: of a specified one, or of the one that was trained last.</summary>
public abstract class IterationCommand : ServiceCommand
{
    private protected const string ByIteration = "Iteration";
    private protected const string ByProject = "Project";

    private protected IterationCommand()
    {
    }

    /// <summary>The iteration as an object from Get-CVIteration or Start-CVTraining.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByIteration, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Iteration InputObject { get; set; } = null!;

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByProject, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The iteration by name, by id, or as an object from Get-CVIteration. Default: the iteration that was trained last.</summary>
    [Parameter(Position = 1, ParameterSetName = ByProject)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByIteration && InputObject.Status == IterationStatus.New)
            WriteVerbose($"{InputObject.Name} is skipped, because it is the open workspace and not trained."); // Get-CVIteration lists it.
        else if (ParameterSetName == ByIteration)
            RunFor(InputObject.Id, token => ReadAsync(InputObject, token));
        else
            RunFor(IterationId?.Target ?? ProjectId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                if (await FindAsync(projectId, token).ConfigureAwait(false) is { } iteration)
                    await ReadAsync(iteration, token).ConfigureAwait(false);
                else
                    await OnPipelineAsync(() => WriteError(Errors.NoTrainedIteration(ProjectId.Target, ProjectId.ToString()))).ConfigureAwait(false);
            });
    }

    /// <summary>Reads and writes what the cmdlet returns.</summary>
    private protected abstract Task ReadAsync(Iteration iteration, CancellationToken token);

    private async Task<Iteration?> FindAsync(Guid projectId, CancellationToken token)
    {
        if (IterationId is not null)
        {
            var iterationId = await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);
            return await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        }

        var all = await Client.GetIterationsAsync(projectId, token).ConfigureAwait(false);
        return all.Where(iteration => iteration.Status == IterationStatus.Completed).OrderBy(iteration => iteration.TrainedAt).LastOrDefault();
    }
}
