using System.Globalization;
using System.Text.Json;
using CustomVision.Api;
using CustomVision.Downloads;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Backups;

/// <summary>What a backup contains beside the project, its tags, images and iterations.</summary>
public sealed record ProjectArchiverOptions
{
    /// <summary>The platforms that iterations are exported for, if their domain allows it. Exports that the service already has are saved in any case. Default: ONNX.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = ["ONNX"];

    /// <summary>Whether exported models are saved. Default: true.</summary>
    public bool SaveModels { get; init; } = true;

    /// <summary>How long to wait for each export. Default: 10 minutes.</summary>
    public TimeSpan ExportTimeout { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>
/// Backs up projects: settings, tags, images with their tags, regions and metadata, iterations with their performance, and
/// exported models. A backup is complete, or an exception tells why it isn't; an earlier backup then stays as it was.
/// </summary>
/// <remarks>
/// Image files are named by the ids of the images and are renamed when they are complete, so that a run that was interrupted, or
/// a later one, downloads only what is missing. Files of the earlier backup are compared with their checksums.
/// </remarks>
public sealed class ProjectArchiver
{
    private const int ListBuffer = 64 * 1024;

    private readonly CustomVisionClient client;
    private readonly ITrainingApi api;
    private readonly ProjectArchiverOptions options;
    private readonly Func<ImageDownloadResult, Task> onFailure;
    private readonly Func<string, Task>? onStep;

    /// <summary>Creates an archiver. No request is sent.</summary>
    /// <param name="client">The service. Its options set the number of concurrent requests and the retries.</param>
    /// <param name="onFailure">Receives each image that could not be saved. The next waits for it.</param>
    /// <param name="options">What is saved; null for the defaults.</param>
    /// <param name="onStep">Receives what is done next, such as waiting for an export.</param>
    public ProjectArchiver(
        CustomVisionClient client, Func<ImageDownloadResult, Task> onFailure, ProjectArchiverOptions? options = null, Func<string, Task>? onStep = null)
    {
        this.client = client;
        this.onFailure = onFailure;
        this.options = options ?? new ProjectArchiverOptions();
        this.onStep = onStep;
        api = client.Training;
        Counters = new ImageCounters(client);
    }

    /// <summary>The progress over all projects.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Backs up a project to a folder of its own.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="destination">The folder that has one folder per project. It is created if it doesn't exist.</param>
    /// <param name="cancellation">Cancels the backup. What was saved is used by the next run.</param>
    /// <exception cref="BackupIncompleteException">Images or models could not be saved, or the project was changed meanwhile.</exception>
    /// <exception cref="CustomVisionException">A request failed, with all its retries.</exception>
    /// <exception cref="IOException">A file cannot be written, or another backup of the project is running.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the folder.</exception>
    public async Task<ProjectBackup> BackUpAsync(Guid projectId, string destination, CancellationToken cancellation = default)
    {
        var project = await api.GetProjectAsync(projectId, cancellation).ConfigureAwait(false);
        var path = BackupFolder.Locate(Path.GetFullPath(destination), projectId, project.Name ?? projectId.ToString());
        Directory.CreateDirectory(path);
        var earlier = BackupFolder.Find(path);
        var imagesPath = Path.Combine(path, BackupFolder.ImagesName);
        using var partial = new PartialFile(imagesPath);
        using var lines = new BufferedStream(partial.Open(), ListBuffer); // exclusive, so that two backups don't write the same folder
        var tags = (await api.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false)).Tags;
        var list = new ImageListWriter(lines, path, tags);
        await SaveImagesAsync(project, list, earlier, cancellation).ConfigureAwait(false);
        await CheckCountAsync(project, list.Counts.Images, cancellation).ConfigureAwait(false);
        var iterations = await GetIterationsAsync(projectId, cancellation).ConfigureAwait(false);
        var models = options.SaveModels
            ? await new ModelSaver(client, options, onStep).SaveAsync(path, iterations, earlier, cancellation).ConfigureAwait(false)
            : [];
        var describer = new ProjectDescriber(api);
        var manifest = new BackupManifest
        {
            Backup = BackupManifest.KindOfBackup,
            Version = BackupManifest.CurrentVersion,
            Created = DateTimeOffset.UtcNow,
            ApiVersion = api.Version.Training,
            Project = await describer.DescribeAsync(project, cancellation).ConfigureAwait(false),
            Tags = [.. tags.OrderBy(tag => tag.Name, StringComparer.Ordinal).Select(ProjectDescriber.Describe)],
            Iterations = await describer.DescribeAsync(iterations, cancellation).ConfigureAwait(false),
            Models = models,
            Images = list.Complete(),
        };
        lines.Dispose();
        // A kill between these steps leaves a list that doesn't have the checksum of the manifest. The next run replaces it.
        PartialFile.Write(Path.Combine(path, BackupFolder.ManifestName), JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Indented.BackupManifest), overwrite: true);
        partial.MoveTo(imagesPath, overwrite: true);
        return new ProjectBackup
        {
            Name = project.Name,
            ProjectId = projectId,
            Path = path,
            ImageCount = list.Counts.Images,
            NewImageCount = list.NewImages,
            TagCount = tags.Count,
            RegionCount = list.Counts.Regions,
            IterationCount = iterations.Count,
            ModelCount = models.Count,
            Length = manifest.Images.Length + models.Sum(model => model.Length),
        };
    }

    private async Task SaveImagesAsync(Project project, ImageListWriter list, BackupFolder? earlier, CancellationToken cancellation)
    {
        var failed = 0;
        // A new folder needs no search for the file of each image.
        var downloaderOptions = new ImageDownloaderOptions { ComputesHash = true, Overwrite = !list.MayHaveImages };
        var downloader = new ImageDownloader(client, AddAsync, downloaderOptions);
        var hashes = HashesOf(earlier);
        // The feed is bounded because image URIs expire.
        await BoundedFeed.RunAsync<ImageDownload>(
            ImageFilter.LargestPage, (add, stop) => ListAsync(project.Id, list, hashes, add, stop), downloader.DownloadAsync, cancellation).ConfigureAwait(false);
        if (failed > 0)
            throw new BackupIncompleteException(string.Format(
                CultureInfo.CurrentCulture, "{0:N0} of {1:N0} images of project '{2}' could not be saved.", failed, failed + list.Counts.Images, project));

        async Task AddAsync(ImageDownloadResult result)
        {
            Counters.RecordOutput(result.Length);
            if (result.IsSaved)
            {
                list.Add(result);
                return;
            }

            if (result.Status == DownloadStatus.ErrorFile)
                throw result.Error as IOException ?? new IOException(result.Message, result.Error); // the other images would fail as well
            failed++;
            await onFailure(result).ConfigureAwait(false);
        }
    }

    private static Dictionary<Guid, byte[]> HashesOf(BackupFolder? earlier)
    {
        try
        {
            return earlier?.ReadImages().ToDictionary(image => image.Id, image => ImageListWriter.Bytes(image.Sha256)) ?? [];
        }
        catch (Exception cause) when (cause is BackupException or IOException or FormatException or ArgumentException)
        {
            return []; // the earlier list is damaged and replaced; files that exist are complete
        }
    }

    private Task ListAsync(
        Guid projectId, ImageListWriter list, Dictionary<Guid, byte[]> hashes, Func<ImageDownload, Task> add, CancellationToken cancellation)
    {
        // The oldest images come first, so that new uploads don't move images to other pages.
        var images = api.GetImages(projectId, new ImageFilter { OrderBy = ImageOrder.Oldest, PageSize = ImageFilter.LargestPage });
        return images.ForEachAsync(
            async image =>
            {
                if (hashes.TryGetValue(image.Id, out var hash))
                    list.RemoveIfChanged(image.Id, hash);
                Counters.RecordInput(0);
                await add(new ImageDownload(image, list.TargetOf(image.Id))).ConfigureAwait(false);
                return true;
            },
            cancellation);
    }

    private async Task CheckCountAsync(Project project, int saved, CancellationToken cancellation)
    {
        var count = await CountImagesAsync(project.Id, cancellation).ConfigureAwait(false);
        if (count != saved)
            throw new BackupIncompleteException($"The project '{project}' was changed during the backup: {saved} images were listed, and it has {count}.");
    }

    // Version 1.0 returns the number with the tags.
    private async Task<int> CountImagesAsync(Guid projectId, CancellationToken cancellation)
    {
        if (!api.Version.IsV1)
            return await api.CountImagesAsync(projectId, new ImageFilter(), cancellation).ConfigureAwait(false);
        var tags = await api.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false);
        return (tags.TotalTaggedImages ?? 0) + (tags.TotalUntaggedImages ?? 0);
    }

    // Version 1.0 lists the workspace as an iteration.
    private async Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation)
    {
        var iterations = await api.GetIterationsAsync(projectId, cancellation).ConfigureAwait(false);
        return [.. iterations.Where(iteration => iteration.Status != IterationStatus.New).OrderBy(iteration => iteration.Created)];
    }
}

/// <summary>A backup is not complete. What was saved is used by the next run; an earlier backup was not changed.</summary>
public sealed class BackupIncompleteException : CustomVisionException
{
    internal BackupIncompleteException(string message, Exception? cause = null)
        : base("BackupProject", message, cause)
    {
    }
}
