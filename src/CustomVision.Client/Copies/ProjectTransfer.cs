using CustomVision.Backups;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Copies;

/// <summary>
/// Copies a project between services that can't copy it themselves: backs it up to a temporary folder, which needs room for all
/// images, and restores it. Iterations are not copied.
/// </summary>
/// <param name="source">The service that has the project.</param>
/// <param name="destination">The service that receives the copy.</param>
/// <param name="onDownloadFailure">Receives each image that could not be downloaded.</param>
/// <param name="onUploadFailure">Receives each image that was not stored.</param>
/// <param name="onNotCopied">Receives what the destination can't hold, one sentence each.</param>
public sealed class ProjectTransfer(
    CustomVisionClient source,
    CustomVisionClient destination,
    Func<ImageDownloadResult, Task> onDownloadFailure,
    Func<ImageCreateResult, Task> onUploadFailure,
    Func<string, Task> onNotCopied)
{
    /// <summary>Whether two services can't copy a project themselves: an earlier version than 3.2, or a local service and another one.</summary>
    public static bool IsNeeded(CustomVisionConnection source, CustomVisionConnection destination) =>
        !source.Version.IsAtLeast(ProjectCopier.RequiredVersion)
        || !destination.Version.IsAtLeast(ProjectCopier.RequiredVersion)
        || ((source.IsLocal || destination.IsLocal) && source.TrainingEndpoint != destination.TrainingEndpoint);

    /// <summary>Copies a project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="name">The name of the copy; null for the name of the project. If it exists, the service appends a number to it.</param>
    /// <param name="cancellation">Cancels the copy. The incomplete project stays.</param>
    /// <returns>The copy, with the numbers of both projects.</returns>
    /// <exception cref="BackupIncompleteException">Images could not be downloaded, or the project was changed meanwhile.</exception>
    /// <exception cref="CustomVisionException">A request failed, with all its retries.</exception>
    /// <exception cref="IOException">The temporary folder cannot be written.</exception>
    public async Task<ProjectCopy> CopyAsync(Guid projectId, string? name, CancellationToken cancellation = default)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"CustomVision-{Guid.NewGuid():N}");
        try
        {
            var archiver = new ProjectArchiver(source, onDownloadFailure, new ProjectArchiverOptions { SaveModels = false });
            var backup = await archiver.BackUpAsync(projectId, folder, cancellation).ConfigureAwait(false);
            var restored = await new ProjectRestorer(destination, onUploadFailure, onNotCopied)
                .RestoreAsync(BackupFolder.Open(backup.Path), name, journalPath: null, cancellation).ConfigureAwait(false);
            return new ProjectCopy
            {
                Project = restored.Project,
                SourceProjectId = projectId,
                SourceImageCount = backup.ImageCount,
                SourceTagCount = backup.TagCount,
                SourceIterationCount = backup.IterationCount,
                ImageCount = restored.ImageCount,
                TagCount = restored.TagCount,
                NotCopied = restored.NotRestored,
                Differences = restored.Differences,
            };
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
