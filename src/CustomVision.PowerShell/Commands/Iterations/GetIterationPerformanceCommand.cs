using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Gets the precision and recall of iterations.</summary>
[Cmdlet(VerbsCommon.Get, "CVIterationPerformance", DefaultParameterSetName = ByIteration)]
[OutputType(typeof(IterationPerformance))]
public sealed class GetIterationPerformanceCommand : ServiceCommand
{
    private const string ByIteration = "Iteration";
    private const string ByProject = "Project";

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

    /// <summary>The lowest probability, from 0 to 1, at which a tag is predicted. Default: 0.5.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Threshold { get; set; } = 0.5;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByIteration && InputObject.Status == IterationStatus.New)
            WriteVerbose($"{InputObject.Name} is skipped, because it is the open workspace and not trained."); // Get-CVIteration lists it.
        else if (ParameterSetName == ByIteration)
            RunFor(InputObject.Id, token => MeasureAsync(InputObject, token));
        else
            RunFor(IterationId?.Target ?? ProjectId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                if (await FindAsync(projectId, token).ConfigureAwait(false) is { } iteration)
                    await MeasureAsync(iteration, token).ConfigureAwait(false);
                else
                    await OnPipelineAsync(() => WriteError(Errors.NoTrainedIteration(ProjectId.Target, ProjectId.ToString()))).ConfigureAwait(false);
            });
    }

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

    private async Task MeasureAsync(Iteration iteration, CancellationToken token) =>
        await WriteAsync(await Client.GetIterationPerformanceAsync(iteration, Threshold, overlapThreshold: null, token).ConfigureAwait(false)).ConfigureAwait(false);
}
