using System.Threading.Channels;
using CustomVision.Api;
using CustomVision.Downloads;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.PowerShell.Session;
using CustomVision.Work;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Saves training images as files and returns one ImageDownloadResult per image, in order. Failures are also written as
/// non-terminating errors. Existing files aren't downloaded again.
/// </summary>
[Cmdlet(VerbsData.Save, "CVTrainingImage", DefaultParameterSetName = ByImage, SupportsShouldProcess = true)]
[OutputType(typeof(ImageDownloadResult))]
public sealed class SaveTrainingImageCommand : ImageCommand<ImagesToSave>
{
    private const string ByImage = "Image";
    private const string ByProject = "Project";
    private const int PageSize = 100;

    private string destination = "";

    /// <summary>The destination folder. It is created if it doesn't exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The images as objects from Get-CVTrainingImage.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Image[] Image { get; set; } = [];

    /// <summary>The project whose images are saved, by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByProject)]
    [Parameter(Mandatory = true, ParameterSetName = "Tagged")]
    [Parameter(Mandatory = true, ParameterSetName = "Untagged")]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId? ProjectId { get; set; }

    /// <summary>Saves only images that have at least one of these tags. Default: all.</summary>
    [Parameter(ParameterSetName = ByProject)]
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

    /// <summary>Saves all files directly in the destination.</summary>
    [Parameter]
    public SwitchParameter Flat { get; set; }

    /// <summary>Downloads and replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private TaggingStatus Status => Tagged ? TaggingStatus.Tagged : Untagged ? TaggingStatus.Untagged : TaggingStatus.All;

    private protected override object? Target => ProjectId?.Target ?? destination;

    /// <inheritdoc/>
    protected override void BeginProcessing() => destination = FilePaths.RequireDestination(this, Destination, "folder");

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ProjectId is not null)
        {
            if (ShouldProcess($"images of project {ProjectId.Quoted}", $"Save to {destination}"))
                Enqueue(new ImagesToSave(ProjectId, null));
            return;
        }

        foreach (var image in Image)
            if (ShouldProcess($"image {image.Id} of project {NameOrId.FromId(image.ProjectId).Quoted}", $"Save to {destination}"))
                Enqueue(new ImagesToSave(null, image));
    }

    private protected override ImageWork Prepare()
    {
        _ = Client; // A missing connection is reported first.
        var downloader = new ImageDownloader(
            TrainingService,
            result => WriteResultAsync(result, result.IsSaved ? null : Errors.From(result)),
            new ImageDownloaderOptions { Overwrite = Force });
        // The feed is bounded because image URIs expire.
        return new ImageWork(
            "Saving images",
            downloader.Counters,
            (inputs, token) => BoundedFeed.RunAsync<ImageDownload>(PageSize, (add, stop) => ListAsync(inputs, add, stop), downloader.DownloadAsync, token));
    }

    private Task ListAsync(ChannelReader<ImagesToSave> inputs, Func<ImageDownload, Task> add, CancellationToken token)
    {
        var folders = new ImageFolders(Client, destination, Flat);
        return ForEachAsync(
            inputs,
            images => ListAsync(images, async image => await add(await folders.LocateAsync(image, token).ConfigureAwait(false)).ConfigureAwait(false), token),
            token);
    }

    private async Task ListAsync(ImagesToSave images, Func<Image, Task> work, CancellationToken token)
    {
        if (images.Image is { } image)
        {
            await work(image).ConfigureAwait(false);
            return;
        }

        var project = images.Project!;
        try
        {
            var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
            var tagIds = await Names.TagsAsync(projectId, TagId, token).ConfigureAwait(false);
            // The oldest images come first, so that new uploads don't move images to other pages.
            var filter = new ImageFilter { TagIds = tagIds, Status = Status, OrderBy = ImageOrder.Oldest, PageSize = PageSize };
            await Client.GetImages(projectId, filter).ForEachAsync(
                async listed =>
                {
                    await work(listed).ConfigureAwait(false);
                    return true;
                },
                token).ConfigureAwait(false);
        }
        catch (NameResolutionException exception)
        {
            await OnPipelineAsync(() => WriteError(Errors.From(exception))).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!Errors.ConcernsAll(failure))
        {
            await OnPipelineAsync(() => WriteError(Errors.From(failure, project.Target))).ConfigureAwait(false);
        }
    }
}

/// <summary>The input of Save-CVTrainingImage: one image, or the images of a project.</summary>
/// <param name="Project">The project, or null for one image.</param>
/// <param name="Image">The image, or null for a project.</param>
public sealed record ImagesToSave(NameOrId? Project, Image? Image);
