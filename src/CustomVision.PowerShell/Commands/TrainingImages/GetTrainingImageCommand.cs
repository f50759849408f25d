using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

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
            var remaining = First;
            var lists = ImageLists.Of(Client, projectId, tagIds, Tagged, Untagged).ToList();

            // The service skips images of a single list. With two lists, the cmdlet reads the first list to know how many images
            // to skip in the second one.
            var (position, skip) = lists.Count == 1 ? (Skip, 0) : (0, Skip);
            foreach (var list in lists)
                (remaining, skip) = await WriteListAsync(list, iterationId, position, remaining, skip, token).ConfigureAwait(false);
        });

    private async Task<(int Remaining, int Skip)> WriteListAsync(
        Func<ImagePage, CancellationToken, Task<IReadOnlyList<Image>>> list, Guid? iterationId, int position, int remaining, int skip, CancellationToken token)
    {
        while (remaining > 0)
        {
            var page = await list(new ImagePage { IterationId = iterationId, OrderBy = OrderBy, Take = PageSize, Skip = position }, token)
                .ConfigureAwait(false);
            position += page.Count;
            foreach (var image in page.Skip(skip).Take(remaining))
            {
                await WriteAsync(image).ConfigureAwait(false);
                remaining--;
            }

            skip = Math.Max(0, skip - page.Count);
            if (page.Count < PageSize)
                break;
        }

        return (remaining, skip);
    }
}
