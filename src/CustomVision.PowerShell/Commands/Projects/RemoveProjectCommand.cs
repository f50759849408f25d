using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Deletes projects with their pictures, tags and iterations.</summary>
[Cmdlet(VerbsCommon.Remove, "CVProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveProjectCommand : ServiceCommand
{
    /// <summary>The project, by its id or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [Id("project", "Get-CVProject")]
    public Guid ProjectId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess($"project {ProjectId} with all its pictures", "Delete"))
            RunFor(ProjectId, token => Client.DeleteProjectAsync(ProjectId, token));
    }
}
