using CustomVision.Backups;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Backups;

/// <summary>
/// Backs up projects to folders: settings, tags, images with regions and metadata, iterations with performance, and exported models.
/// A second run downloads only what is missing.
/// </summary>
[Cmdlet(VerbsData.Backup, "CVProject", DefaultParameterSetName = ByProject, SupportsShouldProcess = true)]
[OutputType(typeof(ProjectBackup))]
public sealed class BackupProjectCommand : ImageCommand<NameOrId>
{
    private const string ByProject = "Project";
    private const string AllProjects = "All";

    private string destination = "";

    /// <summary>The projects by name, by id, or as objects from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByProject)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] ProjectId { get; set; } = [];

    /// <summary>Backs up all projects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllProjects)]
    public SwitchParameter All { get; set; }

    /// <summary>The folder in which each project gets a folder with its name. It is created if it doesn't exist.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The platforms that iterations are exported for, if their domain allows it. Default: ONNX.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExportPlatformCompleter))]
    public string[] Platform { get; set; } = [.. new ProjectArchiverOptions().Platforms];

    /// <summary>Doesn't export or save models.</summary>
    [Parameter]
    public SwitchParameter NoModel { get; set; }

    private protected override object? Target => destination;

    /// <inheritdoc/>
    protected override void BeginProcessing() => destination = FilePaths.RequireDestination(this, Destination, "folder");

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var action = $"Back up to {destination}";
        if (All && ShouldProcess("all projects", action))
            foreach (var project in RunForAll(null, token => Client.GetProjectsAsync(token)))
                Enqueue(NameOrId.FromId(project.Id, project.Name));
        foreach (var project in ProjectId)
            if (ShouldProcess($"project {project.Quoted}", action))
                Enqueue(project);
    }

    private protected override ImageWork Prepare()
    {
        _ = Client; // A missing connection is reported first.
        var archiver = new ProjectArchiver(
            TrainingService,
            result => OnPipelineAsync(() => WriteError(Errors.From(result))),
            new ProjectArchiverOptions { Platforms = Platform, SaveModels = !NoModel },
            step => OnPipelineAsync(() => WriteVerbose(step)));
        return new ImageWork("Backing up images", archiver.Counters, (projects, token) => ForEachAsync(projects, project => BackUpAsync(archiver, project, token), token));
    }

    private async Task BackUpAsync(ProjectArchiver archiver, NameOrId project, CancellationToken token)
    {
        try
        {
            var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
            await WriteAsync(await archiver.BackUpAsync(projectId, destination, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (NameResolutionException exception)
        {
            await OnPipelineAsync(() => WriteError(Errors.From(exception))).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!Errors.ConcernsAll(failure))
        {
            await OnPipelineAsync(() => WriteError(Errors.From(failure, project.Target))).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await OnPipelineAsync(() => WriteError(Errors.BackupNotWritten(cause, project.Quoted, destination))).ConfigureAwait(false);
        }
    }
}
