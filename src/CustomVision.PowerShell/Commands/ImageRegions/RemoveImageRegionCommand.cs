using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.ImageRegions;

/// <summary>Removes regions from images. An image that loses its last region of a tag loses the tag.</summary>
[Cmdlet(VerbsCommon.Remove, "CVImageRegion", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveImageRegionCommand : RemoveManyCommand
{
    /// <summary>The regions by id, or as objects from the Regions of an image or from Add-CVImageRegion.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Region")]
    [Id("region", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public Guid[] RegionId { get; set; } = [];

    private protected override string Noun => "region";

    private protected override Guid[] Ids => RegionId;

    private protected override Task DeleteAsync(Guid projectId, IReadOnlyList<Guid> ids, CancellationToken token) =>
        Client.DeleteImageRegionsAsync(projectId, ids, token);
}
