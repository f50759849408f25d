using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Deletes projects with their images, tags and iterations.</summary>
[Cmdlet(VerbsCommon.Remove, "CVProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveProjectCommand : ServiceCommand
{
    /// <summary>The projects by name, by id, or as objects from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] ProjectId { get; set; } = [];

    /// <summary>Also deletes projects with published iterations: their publications end first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var project in ProjectId)
            if (ShouldProcess($"project {project.Quoted} with all its images", "Delete"))
                RunFor(project.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
                    if (Force && !Client.Version.IsV1)
                        await UnpublishAllAsync(projectId, token).ConfigureAwait(false);
                    await Client.DeleteProjectAsync(projectId, token).ConfigureAwait(false);
                });
    }

    private async Task UnpublishAllAsync(Guid projectId, CancellationToken token)
    {
        foreach (var iteration in await Client.GetIterationsAsync(projectId, token).ConfigureAwait(false))
            if (iteration.PublishName is not null)
                await Client.UnpublishIterationAsync(projectId, iteration.Id, token).ConfigureAwait(false);
    }
}
