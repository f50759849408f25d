using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Gets the images of a project: all, the tagged, the untagged, or those with certain tags.</summary>
[Cmdlet(VerbsCommon.Get, "CVTrainingImage", DefaultParameterSetName = "All")]
[OutputType(typeof(Image))]
public sealed class GetTrainingImageCommand : ServiceCommand
{
    private const string ById = "Id";
    private const string ByTagObject = "InputObject";

    // The service accepts 256 ids in a request, but some servers and proxies accept only 8 KB for the URL.
    private const int LargestIdBatch = 200;

    // Small pages make Select-Object -First 1 fast, and large pages save requests in a long list.
    private const int PageSize = 100;

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "All", ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Tag", ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Tagged", ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Untagged", ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject", IsOneOfSeveral = true)]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>Gets only images that have at least one of these tags.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tag")]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>Gets only images that have this tag, an object from Get-CVTag, which contains its project.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTagObject, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Tag InputObject { get; set; } = null!;

    /// <summary>Gets the images with these ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>Gets only images that have a tag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tagged")]
    public SwitchParameter Tagged { get; set; }

    /// <summary>Gets only images that have no tag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Untagged")]
    public SwitchParameter Untagged { get; set; }

    /// <summary>Gets all images, or only images with or without tags. Default: all.</summary>
    [Parameter(ParameterSetName = "All")]
    public TaggingStatus TaggingStatus { get; set; }

    /// <summary>Gets only images whose metadata meet this condition, such as "shift eq 'night' and line ne '2'". Requires version 3.3.</summary>
    [Parameter(ParameterSetName = "All")]
    [Parameter(ParameterSetName = "Tag")]
    [Parameter(ParameterSetName = "Tagged")]
    [Parameter(ParameterSetName = "Untagged")]
    [Parameter(ParameterSetName = ByTagObject)]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

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
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByTagObject)
            (ProjectId, TagId) = (NameOrId.FromId(InputObject.ProjectId), [NameOrId.FromId(InputObject.Id, InputObject.Name)]);
        RunFor(ProjectId.Target, ParameterSetName == ById ? FindAsync : ListAsync);
    }

    private async Task ListAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var filter = await FilterAsync(projectId, token).ConfigureAwait(false);
        var tagNames = new TagNameLookup(Client, filter.IterationId);
        var remaining = First;
        await Client.GetImages(projectId, filter).ForEachAsync(
            async image =>
            {
                await tagNames.AddNamesAsync(image, token).ConfigureAwait(false);
                await WriteAsync(image).ConfigureAwait(false);
                return --remaining > 0;
            },
            token).ConfigureAwait(false);
    }

    private async Task FindAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var filter = await FilterAsync(projectId, token).ConfigureAwait(false);
        var tagNames = new TagNameLookup(Client, filter.IterationId);
        for (var start = 0; start < ImageId.Length; start += LargestIdBatch)
        {
            Guid[] ids = [.. ImageId.Skip(start).Take(LargestIdBatch)];
            var found = Client.Version.IsV1 ? await SearchAsync(projectId, ids, filter, token).ConfigureAwait(false)
                : await ReadAsync(projectId, ids, filter, token).ConfigureAwait(false);
            foreach (var id in ids)
                if (found.TryGetValue(id, out var image))
                {
                    await tagNames.AddNamesAsync(image, token).ConfigureAwait(false);
                    await WriteAsync(image).ConfigureAwait(false);
                }
                else
                {
                    await OnPipelineAsync(() => WriteError(Errors.NoImage(id, ProjectId.Quoted))).ConfigureAwait(false);
                }
        }
    }

    private async Task<Dictionary<Guid, Image>> ReadAsync(Guid projectId, Guid[] ids, ImageFilter filter, CancellationToken token)
    {
        var images = await Client.GetImagesByIdAsync(projectId, [.. ids.Distinct()], filter.IterationId, token).ConfigureAwait(false);
        return images.GroupBy(image => image.Id).ToDictionary(group => group.Key, group => group.First());
    }

    // Version 1.0 has no operation for images by id.
    private async Task<Dictionary<Guid, Image>> SearchAsync(Guid projectId, Guid[] ids, ImageFilter filter, CancellationToken token)
    {
        var wanted = new HashSet<Guid>(ids);
        var found = new Dictionary<Guid, Image>();
        await Client.GetImages(projectId, filter with { Skip = 0, PageSize = ImageFilter.LargestPage }).ForEachAsync(
            image =>
            {
                if (wanted.Contains(image.Id))
                    found[image.Id] = image;
                return Task.FromResult(found.Count < wanted.Count);
            },
            token).ConfigureAwait(false);
        return found;
    }

    private async Task<ImageFilter> FilterAsync(Guid projectId, CancellationToken token) => new()
    {
        TagIds = await Names.TagsAsync(projectId, TagId, token).ConfigureAwait(false),
        Status = Tagged ? TaggingStatus.Tagged : Untagged ? TaggingStatus.Untagged : TaggingStatus,
        MetadataFilter = Filter,
        IterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false),
        OrderBy = OrderBy,
        Skip = Skip,
        PageSize = PageSize,
    };
}
