using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Deletes projects with their images, tags and iterations.</summary>
[Cmdlet(VerbsCommon.Remove, "CVProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveProjectCommand : ServiceCommand
{
    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess($"project {ProjectId} with all its images", "Delete"))
            RunFor(ProjectId.Target, async token =>
                await Client.DeleteProjectAsync(await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false), token).ConfigureAwait(false));
    }
}
