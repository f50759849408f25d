using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Deletes tags and removes them from all images. The images stay.</summary>
[Cmdlet(VerbsCommon.Remove, "CVTag", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveTagCommand : ProjectItemCommand
{
    /// <summary>The tags by name, by id, or as objects from Get-CVTag.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag", "Id")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var tag in TagId)
            if (ShouldProcess($"tag {tag.Quoted} of project {ProjectId.Quoted}", "Delete"))
                RunFor(tag.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var tagId = await Names.TagAsync(projectId, tag, token).ConfigureAwait(false);
                    await Client.DeleteTagAsync(projectId, tagId, token).ConfigureAwait(false);
                });
    }
}
