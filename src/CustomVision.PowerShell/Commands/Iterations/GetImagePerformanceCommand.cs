using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Gets the images that an iteration was tested with, with their tags and what the iteration predicted.</summary>
[Cmdlet(VerbsCommon.Get, "CVImagePerformance", DefaultParameterSetName = ByIteration)]
[OutputType(typeof(ImagePerformance))]
[OutputType(typeof(int))]
public sealed class GetImagePerformanceCommand : IterationCommand
{
    /// <summary>Gets only images with one of these tags, by name, by id, or as objects from Get-CVTag.</summary>
    [Parameter]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>The order. Default: newest first.</summary>
    [Parameter]
    public ImageOrder OrderBy { get; set; }

    /// <summary>The maximum number of images. Default: all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Returns the number of images instead of the images.</summary>
    [Parameter]
    public SwitchParameter CountOnly { get; set; }

    private protected override async Task ReadAsync(Iteration iteration, CancellationToken token)
    {
        var tags = await Names.TagsAsync(iteration.ProjectId, TagId, token).ConfigureAwait(false);
        if (CountOnly)
        {
            await WriteAsync(await Client.CountImagePerformancesAsync(iteration.ProjectId, iteration.Id, tags, token).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        var wanted = First;
        var filter = new ImageFilter { TagIds = tags, OrderBy = OrderBy, PageSize = Math.Min(ImageFilter.LargestPage, First) };
        await Client.GetImagePerformances(iteration.ProjectId, iteration.Id, filter).ForEachAsync(
            async image =>
            {
                await WriteAsync(image).ConfigureAwait(false);
                return --wanted > 0;
            },
            token).ConfigureAwait(false);
    }
}
