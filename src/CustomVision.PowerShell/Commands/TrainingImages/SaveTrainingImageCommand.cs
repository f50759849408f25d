using System.Threading.Channels;
using CustomVision.Downloading;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.PowerShell.Session;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Saves training images as files. Every image comes out exactly once, in order, as one ImageDownloadResult; what failed
/// is an error besides. What is there already is not fetched again.
/// </summary>
[Cmdlet(VerbsData.Save, "CVTrainingImage", DefaultParameterSetName = ByImage, SupportsShouldProcess = true)]
[OutputType(typeof(ImageDownloadResult))]
public sealed class SaveTrainingImageCommand : ImageCommand<ImagesToSave>
{
    private const string ByImage = "Image";
    private const string ByProject = "Project";
    private const int PageSize = 100;

    private string destination = "";

    /// <summary>The folder to save to. It is made if it is not there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The images, as Get-CVTrainingImage gives them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Image[] Image { get; set; } = [];

    /// <summary>The project whose images are wanted, by its name or id, or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByProject)]
    [Parameter(Mandatory = true, ParameterSetName = "Tagged")]
    [Parameter(Mandatory = true, ParameterSetName = "Untagged")]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId? ProjectId { get; set; }

    /// <summary>Only images that have at least one of these tags. Default: all.</summary>
    [Parameter(ParameterSetName = ByProject)]
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

    /// <summary>Makes no folders for tags.</summary>
    [Parameter]
    public SwitchParameter Flat { get; set; }

    /// <summary>Fetches and replaces files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Target => ProjectId?.Target ?? destination;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            destination = System.IO.Path.GetFullPath(FilePaths.Folder(this, Destination));
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException or IOException)
        {
            ThrowTerminatingError(Errors.BadArgument(new ArgumentException($"'{Destination}' cannot be a folder: {problem.Message}", problem), Destination));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ProjectId is not null)
        {
            if (ShouldProcess($"images of project {ProjectId}", $"Save to {destination}"))
                HandIn(new ImagesToSave(ProjectId, null));
            return;
        }

        foreach (var image in Image)
            if (ShouldProcess($"image {image.Id}", $"Save to {destination}"))
                HandIn(new ImagesToSave(null, image));
    }

    private protected override ImageWork Prepare()
    {
        _ = Client; // a missing connection is said before anything else
        var downloader = new ImageDownloader(
            result => WriteResultAsync(result, result.IsSaved ? null : Errors.From(result)),
            Sending(new ImageDownloaderOptions { Overwrite = Force }),
            TellAsync);
        return new ImageWork("Saving images", downloader.Counters, (given, token) => SaveAsync(downloader, given, token));
    }

    private async Task SaveAsync(ImageDownloader downloader, ChannelReader<ImagesToSave> given, CancellationToken token)
    {
        // Bounded, so that addresses are fresh when it is their turn: the service lets them expire.
        var downloads = Channel.CreateBounded<ImageDownload>(PageSize);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token);
        var listing = ListAsync(given, downloads.Writer, ending.Token);
        try
        {
            await downloader.DownloadAsync(downloads.Reader, token).ConfigureAwait(false);
        }
        finally
        {
            ending.Cancel();
            await listing.ConfigureAwait(false);
        }
    }

    // How it ends is told to the downloader, which then ends the same way once all before has come out.
    private async Task ListAsync(ChannelReader<ImagesToSave> given, ChannelWriter<ImageDownload> downloads, CancellationToken token)
    {
        try
        {
            var folders = new ImageFolders(Client, destination, Flat);
            while (await given.WaitToReadAsync(token).ConfigureAwait(false))
                while (given.TryRead(out var images))
                    await ListAsync(images, async image => await downloads.WriteAsync(await folders.PlaceAsync(image, token).ConfigureAwait(false), token).ConfigureAwait(false), token)
                        .ConfigureAwait(false);
            downloads.Complete();
        }
        catch (Exception end)
        {
            downloads.Complete(end);
        }
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
            foreach (var list in ImageLists.Of(Client, projectId, tagIds, Tagged, Untagged))
                await ForEachAsync(list, work, token).ConfigureAwait(false);
        }
        catch (NameResolutionException unknown)
        {
            await OnPipelineAsync(() => WriteError(Errors.From(unknown))).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!Errors.ConcernsAll(failure))
        {
            await OnPipelineAsync(() => WriteError(Errors.From(failure, project.Target))).ConfigureAwait(false);
        }
    }

    // The oldest first: what is uploaded meanwhile moves no image from its place.
    private static async Task ForEachAsync(
        Func<ImagePage, CancellationToken, Task<IReadOnlyList<Image>>> list, Func<Image, Task> work, CancellationToken token)
    {
        for (var position = 0; ;)
        {
            var page = await list(new ImagePage { OrderBy = ImageOrder.Oldest, Take = PageSize, Skip = position }, token).ConfigureAwait(false);
            foreach (var image in page)
                await work(image).ConfigureAwait(false);
            position += page.Count;
            if (page.Count < PageSize)
                return;
        }
    }
}

/// <summary>What Save-CVTrainingImage is to save: one image, or those of a project.</summary>
/// <param name="Project">The project; null for one image.</param>
/// <param name="Image">The image; null for a project.</param>
public sealed record ImagesToSave(NameOrId? Project, Image? Image);
