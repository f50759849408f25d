using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Deletes iterations: not the default one, and not the open workspace. Images and tags of the workspace stay.</summary>
[Cmdlet(VerbsCommon.Remove, "CVIteration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveIterationCommand : ServiceCommand
{
    /// <summary>The project, by its name or id, or as Get-CVProject gives it. An iteration from Get-CVIteration brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The iteration, by its name or id, or as Get-CVIteration gives it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId IterationId { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess($"iteration {IterationId} of project {ProjectId}", "Delete"))
            RunFor(IterationId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                var iterationId = await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);
                await Client.DeleteIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
            });
    }
}
