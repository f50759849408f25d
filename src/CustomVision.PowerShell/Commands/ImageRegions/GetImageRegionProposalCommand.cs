using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.ImageRegions;

/// <summary>Gets rectangles of images in which the service expects objects, most likely first.</summary>
[Cmdlet(VerbsCommon.Get, "CVImageRegionProposal")]
[OutputType(typeof(RegionProposal))]
public sealed class GetImageRegionProposalCommand : ServiceCommand
{
    /// <summary>The project of the images by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The images by id or as objects from Get-CVTrainingImage.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public Guid[] ImageId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in ImageId)
            RunFor(id, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                foreach (var proposal in await Client.GetImageRegionProposalsAsync(projectId, id, token).ConfigureAwait(false))
                    await WriteAsync(proposal).ConfigureAwait(false);
            });
    }
}
