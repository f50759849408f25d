using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Predictions;

/// <summary>Gets the predictions that the service stored.</summary>
[Cmdlet(VerbsCommon.Get, "CVPrediction")]
[OutputType(typeof(StoredImagePrediction))]
public sealed class GetPredictionCommand : ServiceCommand
{
    private const int PageSize = 64;

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>
    /// Gets only predictions of this iteration, by name, by id, or as an object from Get-CVIteration. Default: all iterations.
    /// </summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>
    /// Gets only predictions whose most probable tag is one of these tags. With -Threshold, gets predictions that have one of these
    /// tags with at least this probability.
    /// </summary>
    [Parameter]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>The lowest probability, from 0 to 1. Default: the default of the service.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? Threshold { get; set; }

    /// <summary>Gets only predictions at or after this time.</summary>
    [Parameter]
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Gets only predictions before this time.</summary>
    [Parameter]
    public DateTimeOffset? EndTime { get; set; }

    /// <summary>Gets only predictions with this application name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Application { get; set; }

    /// <summary>The order. Default: newest first. Suggested returns the most useful predictions for training first.</summary>
    [Parameter]
    public PredictionOrder OrderBy { get; set; }

    /// <summary>The maximum number of predictions. Default: all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunFor(ProjectId.Target, WriteAllAsync);

    private async Task WriteAllAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var query = new PredictionFilter
        {
            PageSize = Math.Min(PageSize, First),
            OrderBy = OrderBy,
            IterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false),
            TagIds = await Names.TagsAsync(projectId, TagId, token).ConfigureAwait(false),
            Threshold = Threshold,
            StartTime = StartTime,
            EndTime = EndTime,
            Source = Application,
        };
        var wanted = First;
        await Client.GetPredictions(projectId, query).ForEachAsync(
            async prediction =>
            {
                if (Threshold is null && query.TagIds.Count > 0 && !(prediction.Predictions is [var best, ..] && query.TagIds.Contains(best.TagId)))
                    return true; // The service returns all predictions that contain the tag, however improbable it is.
                await WriteAsync(prediction).ConfigureAwait(false);
                return --wanted > 0;
            },
            token).ConfigureAwait(false);
    }
}
