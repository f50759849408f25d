using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Gets the images of a project: all, the tagged, the untagged, or those with certain tags.</summary>
[Cmdlet(VerbsCommon.Get, "CVTrainingImage", DefaultParameterSetName = "All")]
[OutputType(typeof(Image))]
public sealed class GetTrainingImageCommand : ServiceCommand
{
    // Small pages make Select-Object -First 1 fast, and large pages save requests in a long list.
    private const int PageSize = 100;

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>Gets only images that have at least one of these tags.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tag")]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>Gets only images that have a tag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tagged")]
    public SwitchParameter Tagged { get; set; }

    /// <summary>Gets only images that have no tag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Untagged")]
    public SwitchParameter Untagged { get; set; }

    /// <summary>Gets the images as they were in this iteration. Default: the open workspace.</summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>The order. Default: newest first. Without -Tagged, -Untagged and -TagId, the tagged images come first.</summary>
    [Parameter]
    public ImageOrder OrderBy { get; set; }

    /// <summary>The maximum number of images. Default: all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>The number of images to skip.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        RunFor(ProjectId.Target, async token =>
        {
            var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
            var iterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false);
            var tagIds = await Names.TagsAsync(projectId, TagId, token).ConfigureAwait(false);
            var filter = new ImageFilter
            {
                TagIds = tagIds,
                Status = Tagged ? TaggingStatus.Tagged : Untagged ? TaggingStatus.Untagged : TaggingStatus.All,
                IterationId = iterationId,
                OrderBy = OrderBy,
                Skip = Skip,
                PageSize = PageSize,
            };
            var remaining = First;
            await Client.GetImages(projectId, filter).ForEachAsync(
                async image =>
                {
                    await WriteAsync(image).ConfigureAwait(false);
                    return --remaining > 0;
                },
                token).ConfigureAwait(false);
        });
}
