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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var project in ProjectId)
            if (ShouldProcess($"project {project.Quoted} with all its images", "Delete"))
                RunFor(project.Target, async token =>
                    await Client.DeleteProjectAsync(await Names.ProjectAsync(project, token).ConfigureAwait(false), token).ConfigureAwait(false));
    }
}
