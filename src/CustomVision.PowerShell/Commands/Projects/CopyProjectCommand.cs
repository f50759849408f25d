using CustomVision.Copies;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Copies projects with their images, tags, regions and iterations, within a resource or to another one, and compares the numbers.</summary>
[Cmdlet(VerbsCommon.Copy, "CVProject", SupportsShouldProcess = true)]
[OutputType(typeof(ProjectCopy))]
public sealed class CopyProjectCommand : ServiceCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    private StatusProgressBar? progress;

    /// <summary>The projects by name, by id, or as objects from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] ProjectId { get; set; } = [];

    /// <summary>The name of the copy. Default: the name of the project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The connection to the service that receives the copy. Default: the service that has the project.</summary>
    [Parameter]
    [ValidateNotNull]
    public CustomVisionConnection? DestinationConnection { get; set; }

    /// <summary>How long to wait for the copy, in seconds or as a TimeSpan. Default: 30 minutes.</summary>
    [Parameter]
    [Seconds]
    public Seconds Timeout { get; set; } = Seconds.From(DefaultTimeout);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var project in ProjectId)
        {
            var name = Name is null ? "" : $" as '{Name}'";
            var destination = DestinationConnection is null ? "" : $" to {DestinationConnection}";
            if (!ShouldProcess($"project {project.Quoted}", $"Copy{name}{destination}"))
                continue;
            progress = StatusProgressBar.For(this, $"Copying project {project}");
            try
            {
                RunFor(project.Target, token => CopyAsync(project, token));
            }
            finally
            {
                CloseProgress();
            }
        }
    }

    private protected override void CloseProgress() => progress?.Close();

    private async Task CopyAsync(NameOrId project, CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
        var destination = DestinationConnection is { } other ? NewClient(other) : TrainingService;
        var copied = ProjectTransfer.IsNeeded(TrainingService.Connection, destination.Connection)
            ? await TransferAsync(project, projectId, destination, token).ConfigureAwait(false)
            : await CopyAsync(projectId, destination, token).ConfigureAwait(false);
        if (copied is null)
            return;
        await OnPipelineAsync(CloseProgress).ConfigureAwait(false); // Otherwise the progress bar would appear between the lines of the output.
        KnownNames.Add(copied.Project);
        await WriteAsync(copied).ConfigureAwait(false);
        if (!copied.IsComplete)
            await OnPipelineAsync(() => WriteError(Errors.CopyIncomplete(copied))).ConfigureAwait(false);
        if (copied.Name != (Name ?? copied.Name))
            await OnPipelineAsync(() => WriteWarning($"A project named '{Name}' exists. The service named the copy '{copied.Name}'.")).ConfigureAwait(false);
    }

    private Task<ProjectCopy> CopyAsync(Guid projectId, CustomVisionClient destination, CancellationToken token)
    {
        var copier = new ProjectCopier(
            TrainingService,
            destination,
            progress is { } bar ? (copy, elapsed) => OnPipelineAsync(() => bar.Show($"{copy.Name}: {copy.Status}, {elapsed:h\\:mm\\:ss}")) : null);
        return copier.CopyAsync(projectId, Name, Timeout.Value, token);
    }

    private async Task<ProjectCopy?> TransferAsync(NameOrId project, Guid projectId, CustomVisionClient destination, CancellationToken token)
    {
        if (progress is { } bar)
            await OnPipelineAsync(() => bar.Show("Downloading and uploading all images")).ConfigureAwait(false);
        var transfer = new ProjectTransfer(
            TrainingService,
            destination,
            result => OnPipelineAsync(() => WriteError(Errors.From(result))),
            result => OnPipelineAsync(() => WriteError(Errors.From(result))),
            sentence => OnPipelineAsync(() => WriteWarning($"Not copied: {sentence}")));
        try
        {
            return await transfer.CopyAsync(projectId, Name, token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await OnPipelineAsync(() => WriteError(Errors.BackupNotWritten(cause, project.Quoted, Path.GetTempPath()))).ConfigureAwait(false);
            return null;
        }
    }
}
