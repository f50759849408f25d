using CustomVision.Api;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Deletes iterations except the default iteration and the open workspace.</summary>
[Cmdlet(VerbsCommon.Remove, "CVIteration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveIterationCommand : ServiceCommand
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

    /// <summary>Also deletes a published iteration, or the default iteration of version 1.0: its publication ends first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var iteration in IterationId)
            if (ShouldProcess($"iteration {iteration.Quoted} of project {ProjectId.Quoted}", "Delete"))
                RunFor(iteration.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var iterationId = await Names.IterationAsync(projectId, iteration, token).ConfigureAwait(false);
                    if (Force)
                        await UnpublishAsync(projectId, iterationId, token).ConfigureAwait(false);
                    await Client.DeleteIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
                });
    }

    private async Task UnpublishAsync(Guid projectId, Guid iterationId, CancellationToken token)
    {
        var current = await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        if (current.PublishName is not null)
            await Client.UnpublishIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        else if (current.IsDefault)
            await Client.UpdateIterationAsync(projectId, iterationId, new IterationUpdate { Name = current.Name, IsDefault = false }, token).ConfigureAwait(false);
    }
}
