using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Uploads;

namespace CustomVision.PowerShell.Commands.ImageRegions;

/// <summary>Adds regions to images of a project for object detection and returns one result per region, in input order.</summary>
/// <remarks>
/// The cmdlet reads all input before it changes anything. The input can be a list that is paged by position, such as the untagged
/// images, which would skip images if others got regions.
/// </remarks>
[Cmdlet(VerbsCommon.Add, "CVImageRegion", DefaultParameterSetName = ById, SupportsShouldProcess = true)]
[OutputType(typeof(ImageRegionCreateResult))]
public sealed class AddImageRegionCommand : ServiceCommand
{
    private const string ByImage = "Image";
    private const string ById = "Id";
    private const int BatchSize = 64;

    private readonly List<(NameOrId Project, Guid ImageId, RegionUpload Region)> inputs = [];

    /// <summary>The images as objects from Get-CVTrainingImage. Results of Add-CVTrainingImage contain them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public Image?[]? Image { get; set; } = [];

    /// <summary>The project of the images by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The images by id.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>The regions: hashtables, objects or rows with Tag, Left, Top, Width and Height as fractions, regions, predictions or proposals.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Predictions", "BoundingBox")]
    [Regions]
    [AllowEmptyCollection]
    public RegionUpload[] Region { get; set; } = [];

    /// <summary>The tag of regions that specify none, by name, by id, or as an object from Get-CVTag.</summary>
    [Parameter]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    public NameOrId? TagId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByImage)
            foreach (var image in (Image ?? []).OfType<Image>())
                AddInputs(NameOrId.FromId(image.ProjectId), image.Id);
        else
            foreach (var id in ImageId)
                AddInputs(ProjectId, id);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _ = Client; // A missing connection is reported first.
        // Consecutive inputs of one project share requests, and results keep the order of the input.
        for (var start = 0; start < inputs.Count;)
        {
            var count = inputs.Skip(start).TakeWhile(input => input.Project.Equals(inputs[start].Project)).Take(BatchSize).Count();
            var batch = inputs.GetRange(start, count);
            RunFor(batch[0].Project.Target, token => AddAsync(batch, token));
            start += count;
        }
    }

    private void AddInputs(NameOrId project, Guid imageId)
    {
        if (Region.Length == 0)
            WriteVerbose($"Image {imageId} is ignored, because no region was specified for it.");
        foreach (var region in Region)
        {
            var tag = region.TagName ?? (region.TagId is { } id ? NameOrId.FromId(id).Quoted.Trim('\'') : TagId?.ToString() ?? "no tag");
            if (ShouldProcess($"image {imageId} of project {project.Quoted}", $"Add region {tag} ({region.Box})"))
                inputs.Add((project, imageId, region));
        }
    }

    private async Task AddAsync(List<(NameOrId Project, Guid ImageId, RegionUpload Region)> batch, CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(batch[0].Project, token).ConfigureAwait(false);
        var results = new ImageRegionCreateResult?[batch.Count];
        var regions = new List<(int Index, ImageRegion Region)>();
        for (var i = 0; i < batch.Count; i++)
        {
            var (_, imageId, wanted) = batch[i];
            var tag = wanted.TagId is { } id ? NameOrId.FromId(id, wanted.TagName) : wanted.TagName is { } name ? NameOrId.Parse(name) : TagId;
            var region = new ImageRegion
            {
                ImageId = imageId,
                ProjectId = projectId,
                TagId = tag is null ? default : await Names.TagAsync(projectId, tag, token).ConfigureAwait(false),
                TagName = tag?.Name,
                Left = wanted.Box.Left,
                Top = wanted.Box.Top,
                Width = wanted.Box.Width,
                Height = wanted.Box.Height,
            };
            if (tag is null)
                results[i] = Failed(region, "The region has no tag. Specify one in the region or with -TagId.");
            else if (!wanted.Box.IsWithinImage)
                results[i] = Failed(region, "The region is not within the image. Specify left, top, width and height as fractions from 0 to 1, from the upper left corner.");
            else
                regions.Add((i, region));
        }

        if (regions.Count > 0)
            await SendAsync(projectId, regions, results, token).ConfigureAwait(false);
        for (var i = 0; i < results.Length; i++)
        {
            var result = results[i]!;
            result.Region.TagName ??= KnownNames.Find(result.Region.TagId);
            await WriteAsync(result).ConfigureAwait(false);
            if (!result.IsStored)
                await OnPipelineAsync(() => WriteError(Errors.From(result))).ConfigureAwait(false);
        }
    }

    // A request that is rejected as a whole is split, so that one image that doesn't exist fails alone.
    private async Task SendAsync(Guid projectId, List<(int Index, ImageRegion Region)> regions, ImageRegionCreateResult?[] results, CancellationToken token)
    {
        try
        {
            var answers = await Client.CreateImageRegionsAsync(projectId, [.. regions.Select(region => region.Region)], token).ConfigureAwait(false);
            for (var i = 0; i < answers.Count; i++)
                results[regions[i].Index] = answers[i];
        }
        catch (CustomVisionException failure) when (regions.Count > 1 && failure.Scope is FailureScope.Image or FailureScope.Tags or FailureScope.Request)
        {
            var half = regions.Count / 2;
            await SendAsync(projectId, regions.GetRange(0, half), results, token).ConfigureAwait(false);
            await SendAsync(projectId, regions.GetRange(half, regions.Count - half), results, token).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything)
        {
            foreach (var (index, region) in regions)
                results[index] = Failed(region, failure.Message, failure);
        }
    }

    private static ImageRegionCreateResult Failed(ImageRegion region, string message, CustomVisionException? error = null) => new()
    {
        Status = error is null ? ImageRegionStatus.ErrorInvalidRegion : ImageRegionStatus.ErrorRequest,
        Region = region,
        Message = message,
        Error = error,
    };
}
