using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Ends the publication of iterations. The iterations stay in the project.</summary>
[Cmdlet(VerbsData.Unpublish, "CVIteration", SupportsShouldProcess = true)]
public sealed class UnpublishIterationCommand : ServiceCommand
{
    /// <summary>The project by name, by id, or as an object from Get-CVProject. An iteration contains it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The iterations by name, by id, or as objects from Get-CVIteration.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] IterationId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var iteration in IterationId)
            if (ShouldProcess($"iteration {iteration.Quoted} of project {ProjectId.Quoted}", "Unpublish"))
                RunFor(iteration.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var iterationId = await Names.IterationAsync(projectId, iteration, token).ConfigureAwait(false);
                    await Client.UnpublishIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
                });
    }
}
