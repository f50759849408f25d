using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Uploads;
using CustomVision.Work;

namespace CustomVision.Backups;

/// <summary>
/// Creates projects from backups, and compares the numbers at the end. A run that was interrupted is continued by the next: a
/// journal in the folder of the backup records the project and the images that the service has stored.
/// </summary>
public sealed class ProjectRestorer
{
    private readonly CustomVisionClient client;
    private readonly ITrainingApi api;
    private readonly Func<ImageCreateResult, Task> onFailure;
    private readonly Func<string, Task> onNotRestored;

    /// <summary>Creates a restorer. No request is sent.</summary>
    /// <param name="client">The service. Its options set the number of concurrent requests and the retries.</param>
    /// <param name="onFailure">Receives each image that was not stored. The next waits for it.</param>
    /// <param name="onNotRestored">Receives what the service cannot hold, one sentence each, before images are sent.</param>
    public ProjectRestorer(CustomVisionClient client, Func<ImageCreateResult, Task> onFailure, Func<string, Task> onNotRestored)
    {
        this.client = client;
        this.onFailure = onFailure;
        this.onNotRestored = onNotRestored;
        api = client.Training;
        Counters = new ImageCounters(client);
    }

    /// <summary>The progress over all backups.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Restores a backup to a new project, or continues a run that was interrupted.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="name">The name of the project; null for the name in the backup. If it exists, the service appends a number to it.</param>
    /// <param name="journalPath">The journal; null for one in the folder of the backup. It is deleted when the project is complete.</param>
    /// <param name="cancellation">Cancels the work. The next run continues it.</param>
    /// <returns>The project, with the numbers of both.</returns>
    /// <exception cref="BackupException">The backup is damaged.</exception>
    /// <exception cref="UploadJournalException">The journal cannot be used.</exception>
    /// <exception cref="CustomVisionException">A request failed, with all its retries.</exception>
    public async Task<ProjectRestore> RestoreAsync(BackupFolder backup, string? name, string? journalPath, CancellationToken cancellation = default)
    {
        name ??= backup.ProjectName;
        var journal = journalPath ?? Path.Combine(backup.Path, $"restore-{Fingerprint($"{client.Connection.TrainingEndpoint} {name}")}.journal");
        var domains = await api.GetDomainsAsync(cancellation).ConfigureAwait(false);
        var plan = RestorePlan.Create(backup.Manifest, domains, api.Version);
        var project = await FindBegunAsync(journal, cancellation).ConfigureAwait(false)
            ?? await api.CreateProjectAsync(plan.Project with { Name = name }, cancellation).ConfigureAwait(false);
        var notRestored = plan.NotRestored.Concat(RestorePlan.DifferingSettings(backup.Manifest.Project, project)).ToList();
        foreach (var sentence in notRestored)
            await onNotRestored(sentence).ConfigureAwait(false);
        int sent;
        using (var uploader = new Upload(this, backup, plan, project.Id, journal))
        {
            var tags = await CreateTagsAsync(project.Id, plan.Tags, cancellation).ConfigureAwait(false);
            sent = await uploader.RunAsync(tags, cancellation).ConfigureAwait(false);
        }

        var (counts, tagCount) = await CountAsync(project.Id, cancellation).ConfigureAwait(false);
        var restore = new ProjectRestore
        {
            Project = project,
            Path = backup.Path,
            ImageCount = counts.Images,
            NewImageCount = sent,
            BackupImageCount = backup.ImageCount,
            TagCount = tagCount,
            RegionCount = counts.Regions,
            NotRestored = notRestored,
            Differences = Compare(plan, counts, tagCount),
        };
        if (restore.IsComplete)
            File.Delete(journal);
        return restore;
    }

    private static string Fingerprint(string text)
    {
        using var hash = SHA256.Create();
        return BackupFolder.Hex(hash.ComputeHash(Encoding.UTF8.GetBytes(text))).Substring(0, 8);
    }

    private async Task<Project?> FindBegunAsync(string journal, CancellationToken cancellation)
    {
        if (UploadJournal.FindProject(journal) is not { } projectId)
            return null;
        try
        {
            return await api.GetProjectAsync(projectId, cancellation).ConfigureAwait(false);
        }
        catch (ServiceErrorException error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            File.Delete(journal); // the project was deleted, so that there is nothing to continue
            return null;
        }
    }

    private async Task<Dictionary<string, Guid>> CreateTagsAsync(Guid projectId, IReadOnlyList<BackupTag> wanted, CancellationToken cancellation)
    {
        var existing = await api.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false);
        var ids = existing.Tags.ToDictionary(tag => tag.Name ?? "", tag => tag.Id, StringComparer.Ordinal);
        foreach (var tag in wanted.Where(tag => !ids.ContainsKey(tag.Name)))
            ids[tag.Name] = (await api.CreateTagAsync(projectId, tag.Name, tag.Description, tag.Type, cancellation).ConfigureAwait(false)).Id;
        return ids;
    }

    private async Task<(BackupCounts Images, int Tags)> CountAsync(Guid projectId, CancellationToken cancellation)
    {
        var counts = new BackupCounts();
        var images = api.GetImages(projectId, new ImageFilter { OrderBy = ImageOrder.Oldest, PageSize = ImageFilter.LargestPage });
        await images.ForEachAsync(
            image =>
            {
                counts = counts.Add(image.Tags.Count, image.Regions.Count, image.Metadata.Count);
                return Task.FromResult(true);
            },
            cancellation).ConfigureAwait(false);
        var tags = await api.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false);
        return (counts, tags.Tags.Count);
    }

    private static string[] Compare(RestorePlan plan, BackupCounts found, int tags)
    {
        (string What, int Found, int Expected)[] numbers =
        [
            ("images", found.Images, plan.Counts.Images),
            ("tags", tags, plan.Tags.Count),
            ("tags of images", found.ImageTags, plan.Counts.ImageTags),
            ("regions", found.Regions, plan.Counts.Regions),
            ("texts of metadata", found.Metadata, plan.Counts.Metadata),
        ];
        return [.. numbers.Where(number => number.Found != number.Expected)
            .Select(number => string.Format(CultureInfo.CurrentCulture, "{0:N0} of {1:N0} {2}", number.Found, number.Expected, number.What))];
    }

    /// <summary>The upload of the images of one backup.</summary>
    private sealed class Upload : IDisposable
    {
        private readonly ProjectRestorer restorer;
        private readonly BackupFolder backup;
        private readonly RestorePlan plan;
        private readonly ImageUploader uploader;
        private int sent;

        /// <exception cref="UploadJournalException">The journal cannot be used.</exception>
        public Upload(ProjectRestorer restorer, BackupFolder backup, RestorePlan plan, Guid projectId, string journal)
        {
            this.restorer = restorer;
            this.backup = backup;
            this.plan = plan;
            uploader = new ImageUploader(restorer.client, projectId, OutputAsync, new ImageUploaderOptions { JournalPath = journal });
        }

        public void Dispose() => uploader.Dispose();

        /// <summary>Returns how many images were sent.</summary>
        public async Task<int> RunAsync(Dictionary<string, Guid> tags, CancellationToken cancellation)
        {
            await BoundedFeed.RunAsync<ImageUpload>(
                ImageUploaderOptions.LargestBatch, (add, _) => ReadAsync(tags, add), uploader.UploadAsync, cancellation).ConfigureAwait(false);
            return sent;
        }

        private async Task ReadAsync(Dictionary<string, Guid> tags, Func<ImageUpload, Task> add)
        {
            foreach (var image in backup.ReadImages())
            {
                restorer.Counters.RecordInput(image.Length);
                await add(plan.UploadOf(image, backup, tags)).ConfigureAwait(false);
            }
        }

        private async Task OutputAsync(ImageCreateResult result)
        {
            restorer.Counters.RecordOutput(0);
            if (result.Attempts > 0)
                sent++;
            if (!result.IsStored || result.Error is not null)
                await restorer.onFailure(result).ConfigureAwait(false);
        }
    }
}
