using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Lists the images of a project: all of them, or only the tagged, the untagged, or those with certain tags.</summary>
[Cmdlet(VerbsCommon.Get, "CVTrainingImage", DefaultParameterSetName = "All")]
[OutputType(typeof(Image))]
public sealed class GetTrainingImageCommand : ServiceCommand
{
    // Small enough that Select-Object -First 1 costs little, large enough that a long list is few requests.
    private const int PageSize = 100;

    /// <summary>The project, by its name or id, or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>Only images that have at least one of these tags.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tag")]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>Only images that have any tag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tagged")]
    public SwitchParameter Tagged { get; set; }

    /// <summary>Only images that have no tag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Untagged")]
    public SwitchParameter Untagged { get; set; }

    /// <summary>The images as they were in this iteration. Default: the open workspace.</summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>Newest or oldest first. Default: newest. Without -Tagged or -Untagged the tagged images come before the untagged.</summary>
    [Parameter]
    public ImageOrder OrderBy { get; set; }

    /// <summary>At most so many images. Default: all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Passes over so many images first.</summary>
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
            var wanted = First;
            var lists = ImageLists.Of(Client, projectId, tagIds, Tagged, Untagged).ToList();

            // The service passes over what is to be skipped of one list. Of two, the first is read past: only so it is known
            // how much the second must skip.
            var (position, skip) = lists.Count == 1 ? (Skip, 0) : (0, Skip);
            foreach (var list in lists)
                (wanted, skip) = await WriteListAsync(list, iterationId, position, wanted, skip, token).ConfigureAwait(false);
        });

    private async Task<(int Wanted, int Skip)> WriteListAsync(
        Func<ImagePage, CancellationToken, Task<IReadOnlyList<Image>>> list, Guid? iterationId, int position, int wanted, int skip, CancellationToken token)
    {
        while (wanted > 0)
        {
            var page = await list(new ImagePage { IterationId = iterationId, OrderBy = OrderBy, Take = PageSize, Skip = position }, token)
                .ConfigureAwait(false);
            position += page.Count;
            foreach (var image in page.Skip(skip).Take(wanted))
            {
                await WriteAsync(image).ConfigureAwait(false);
                wanted--;
            }

            skip = Math.Max(0, skip - page.Count);
            if (page.Count < PageSize)
                break;
        }

        return (wanted, skip);
    }
}
