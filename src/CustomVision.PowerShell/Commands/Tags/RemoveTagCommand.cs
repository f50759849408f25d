using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Deletes tags, and with them takes them off all pictures. The pictures stay.</summary>
[Cmdlet(VerbsCommon.Remove, "CVTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveTagCommand : ServiceCommand
{
    /// <summary>The project, by its id or as Get-CVProject gives it. A tag from Get-CVTag brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Id("project", "Get-CVProject")]
    public Guid ProjectId { get; set; }

    /// <summary>The tag, by its id or as Get-CVTag gives it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("tag", "Get-CVTag")]
    public Guid TagId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess($"tag {TagId} of project {ProjectId}", "Delete"))
            RunFor(TagId, token => Client.DeleteTagAsync(ProjectId, TagId, token));
    }
}
