using CustomVision.Backups;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.Uploads;

namespace CustomVision.PowerShell.Commands.Backups;

/// <summary>
/// Creates projects from backups of Backup-CVProject, at any service and with any version that can hold them, and compares the numbers.
/// A run that was interrupted is continued by the next.
/// </summary>
[Cmdlet(VerbsData.Restore, "CVProject", SupportsShouldProcess = true)]
[OutputType(typeof(ProjectRestore))]
public sealed class RestoreProjectCommand : ImageCommand<BackupFolder>
{
    /// <summary>The folders of the backups, with wildcards, or objects from Backup-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The name of the project. Default: the name in the backup.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// The file that records which images the service has stored, so that the next run continues an interrupted one. Default: a file in
    /// the folder of the backup. It is deleted when the project is complete.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    private protected override object? Target => Name;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path.SelectMany(path => FilePaths.Resolve(this, path)))
        {
            try
            {
                var backup = BackupFolder.Open(path);
                if (ShouldProcess($"backup {path}", $"Create project '{Name ?? backup.ProjectName}' with {backup.ImageCount:N0} images"))
                    Enqueue(backup);
            }
            catch (BackupException exception)
            {
                WriteError(Errors.BackupNotUsable(exception, path));
            }
        }
    }

    private protected override ImageWork Prepare()
    {
        _ = Client; // A missing connection is reported first.
        var restorer = new ProjectRestorer(
            TrainingService,
            result => OnPipelineAsync(() => WriteError(Errors.From(result))),
            sentence => OnPipelineAsync(() => WriteWarning($"Not restored: {sentence}")));
        return new ImageWork("Restoring images", restorer.Counters, (backups, token) => ForEachAsync(backups, backup => RestoreAsync(restorer, backup, token), token));
    }

    private async Task RestoreAsync(ProjectRestorer restorer, BackupFolder backup, CancellationToken token)
    {
        try
        {
            var restored = await restorer.RestoreAsync(backup, Name, Journal is null ? null : GetUnresolvedProviderPathFromPSPath(Journal), token).ConfigureAwait(false);
            KnownNames.Add(restored.Project);
            await WriteAsync(restored).ConfigureAwait(false);
            if (!restored.IsComplete)
                await OnPipelineAsync(() => WriteError(Errors.RestoreIncomplete(restored))).ConfigureAwait(false);
            if (restored.Name != (Name ?? backup.ProjectName))
                await OnPipelineAsync(() => WriteWarning($"A project named '{Name ?? backup.ProjectName}' exists. The service named the new one '{restored.Name}'.")).ConfigureAwait(false);
        }
        catch (BackupException exception)
        {
            await OnPipelineAsync(() => WriteError(Errors.BackupNotUsable(exception, backup.Path))).ConfigureAwait(false);
        }
        catch (UploadJournalException exception)
        {
            await OnPipelineAsync(() => WriteError(Errors.BadJournal(exception, backup.Path))).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!Errors.ConcernsAll(failure))
        {
            await OnPipelineAsync(() => WriteError(Errors.From(failure, backup.Path))).ConfigureAwait(false);
        }
    }
}
