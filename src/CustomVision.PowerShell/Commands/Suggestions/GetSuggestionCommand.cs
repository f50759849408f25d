using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Suggestions;

/// <summary>
/// Gets the tags, or the regions, that a trained iteration suggests for images without tags. Images from the pipeline are
/// predicted now; without images, the cmdlet lists the suggestions that the service has stored.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CVSuggestion", DefaultParameterSetName = Stored)]
[OutputType(typeof(Suggestion))]
[OutputType(typeof(SuggestionCount))]
public sealed class GetSuggestionCommand : ProjectItemCommand
{
    private const string Stored = "Stored";
    private const string ByImage = "Image";
    private const int LargestRequest = 64;

    private readonly List<(NameOrId Project, Guid Image)> images = [];

    /// <summary>The images by id or as objects from Get-CVTrainingImage. The service is asked for new suggestions.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByImage, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>The iteration that suggests, by name, by id, or as an object from Get-CVIteration. Default: the iteration that was trained last.</summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>Gets only images for which one of these tags is suggested, by name, by id, or as objects from Get-CVTag. Default: all tags.</summary>
    [Parameter(ParameterSetName = Stored)]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>The lowest probability, from 0 to 1, of the tag and of the suggested regions. Default: 0.5.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Threshold { get; set; } = 0.5;

    /// <summary>The order. Default: the easiest images first.</summary>
    [Parameter(ParameterSetName = Stored)]
    public SuggestionOrder OrderBy { get; set; }

    /// <summary>The maximum number of images. Default: all.</summary>
    [Parameter(ParameterSetName = Stored)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Returns the number of images per tag instead of the images.</summary>
    [Parameter(ParameterSetName = Stored)]
    public SwitchParameter CountOnly { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == Stored)
            RunFor(ProjectId.Target, ListAsync);
        else
            images.AddRange(ImageId.Select(id => (ProjectId, id)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // All input is read first: tags that the next cmdlet adds would move untagged images to other pages of the list.
        foreach (var project in images.GroupBy(image => image.Project))
            foreach (var batch in project.Select((image, i) => (image.Image, Batch: i / LargestRequest)).GroupBy(image => image.Batch, image => image.Image))
                RunFor(project.Key.Target, token => SuggestAsync(project.Key, [.. batch], token));
    }

    private async Task SuggestAsync(NameOrId project, IReadOnlyList<Guid> ids, CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
        if (await FindIterationAsync(projectId, token).ConfigureAwait(false) is not { } iterationId)
            return;
        var found = (await Client.SuggestAsync(projectId, iterationId, ids, token).ConfigureAwait(false)).ToDictionary(suggestion => suggestion.ImageId);
        foreach (var id in ids)
            if (found.TryGetValue(id, out var suggestion))
                await WriteSuggestionAsync(suggestion).ConfigureAwait(false);
            else
                await OnPipelineAsync(() => WriteError(Errors.NoImage(id, project.ToString()))).ConfigureAwait(false);
    }

    private async Task ListAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        if (await FindIterationAsync(projectId, token).ConfigureAwait(false) is not { } iterationId)
            return;
        var tags = (await Client.GetTagsAsync(projectId, iterationId, token).ConfigureAwait(false)).Tags;
        var tagIds = TagId.Length == 0 ? [.. tags.Select(tag => tag.Id)] : await Names.TagsAsync(projectId, TagId, token).ConfigureAwait(false);
        if (CountOnly)
        {
            var counts = await Client.CountSuggestionsAsync(projectId, iterationId, tagIds, Threshold, token).ConfigureAwait(false);
            foreach (var id in tagIds)
                await WriteAsync(new SuggestionCount
                {
                    Tag = tags.FirstOrDefault(tag => tag.Id == id)?.Name ?? id.ToString(),
                    TagId = id,
                    ImageCount = counts.TryGetValue(id, out var count) ? count : 0,
                }).ConfigureAwait(false);
            return;
        }

        var wanted = First;
        var filter = new SuggestionFilter { TagIds = tagIds, Threshold = Threshold, OrderBy = OrderBy, PageSize = Math.Min(LargestRequest, First) };
        await Client.GetSuggestions(projectId, iterationId, filter).ForEachAsync(
            async suggestion =>
            {
                await WriteSuggestionAsync(suggestion).ConfigureAwait(false);
                return --wanted > 0;
            },
            token).ConfigureAwait(false);
    }

    private Task WriteSuggestionAsync(Suggestion suggestion)
    {
        suggestion.Threshold = Threshold;
        return WriteAsync(suggestion);
    }

    private async Task<Guid?> FindIterationAsync(Guid projectId, CancellationToken token)
    {
        if (IterationId is not null)
            return await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);
        var all = await Client.GetIterationsAsync(projectId, token).ConfigureAwait(false);
        var latest = all.Where(iteration => iteration.Status == IterationStatus.Completed).OrderBy(iteration => iteration.TrainedAt).LastOrDefault();
        if (latest is null)
            await OnPipelineAsync(() => WriteError(Errors.NoTrainedIteration(ProjectId.Target, ProjectId.ToString()))).ConfigureAwait(false);
        return latest?.Id;
    }
}

/// <summary>The number of images for which a tag is suggested.</summary>
public sealed class SuggestionCount
{
    /// <summary>The name of the tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The number of images.</summary>
    public int ImageCount { get; init; }

    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }
}
