using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Trains projects and optionally waits for the trained iteration and publishes it.</summary>
[Cmdlet(VerbsLifecycle.Start, "CVTraining", SupportsShouldProcess = true)]
[OutputType(typeof(Iteration))]
public sealed class StartTrainingCommand : ServiceCommand
{
    // The name under which -SetDefault publishes, in versions without a default iteration.
    private const string DefaultName = "default";

    private TrainingProgressBar? progress;
    private string resourceId = "";

    /// <summary>The projects by name, by id, or as objects from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] ProjectId { get; set; } = [];

    /// <summary>Waits until the training has ended and returns the trained iteration. Ctrl+C ends only the wait.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Waits and publishes the trained iteration under this name. An iteration that has the name loses it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublishAs { get; set; }

    /// <summary>Waits and makes the trained iteration the default: with version 1.0 the default iteration, otherwise published as "default".</summary>
    [Parameter]
    public SwitchParameter SetDefault { get; set; }

    /// <summary>How long to wait, in seconds or as a TimeSpan. Default: no limit.</summary>
    [Parameter]
    [Seconds]
    public Seconds? Timeout { get; set; }

    /// <summary>Regular or Advanced training. Default: the default of the service, Regular.</summary>
    [Parameter]
    [ValidateSet("Regular", "Advanced")]
    public string? TrainingType { get; set; }

    /// <summary>How many hours advanced training can use, from 1. The hours are billed.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ReservedBudgetInHours { get; set; }

    /// <summary>Trains even if nothing has changed since the last training.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What happens if nothing has changed since the last training: an error, or the iteration that was trained last is used.</summary>
    [Parameter]
    public UnchangedAction WhenUnchanged { get; set; }

    /// <summary>An email address that the service notifies when the training has ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NotificationEmailAddress { get; set; }

    /// <summary>The tags to train with by name, by id, or as objects from Get-CVTag. Default: all tags.</summary>
    [Parameter]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] SelectedTag { get; set; } = [];

    /// <summary>The iteration that the training starts from, as an object from Get-CVIteration. Requires version 3.4-preview.</summary>
    [Parameter]
    [ValidateNotNull]
    public Iteration? BaseIteration { get; set; }

    private bool Waits => Wait || SetDefault || PublishAs is not null || Timeout is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        resourceId = TrainingConnection.PredictionResourceId ?? "";
        if ((PublishAs is not null || SetDefault) && !Client.Version.IsV1 && resourceId.Length == 0)
            ThrowTerminatingError(Errors.NoPredictionResource()); // Training can take hours.
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var project in ProjectId)
        {
            if (!ShouldProcess($"project {project.Quoted}", Action))
                continue;
            progress = Waits ? TrainingProgressBar.For(this, project.ToString()) : null;
            try
            {
                RunFor(project.Target, token => TrainAsync(project, token));
            }
            finally
            {
                CloseProgress();
            }
        }
    }

    private protected override void CloseProgress() => progress?.Close();

    private string Action => PublishAs is not null ? $"Train and publish as '{PublishAs}'"
        : SetDefault ? "Train and make the iteration the default"
        : "Train";

    private async Task TrainAsync(NameOrId project, CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
        var selected = await Names.TagsAsync(projectId, SelectedTag, token).ConfigureAwait(false);
        if (await TrainingCheck.FindProblemAsync(Client, projectId, selected, token).ConfigureAwait(false) is { } problem)
            await OnPipelineAsync(() => WriteWarning($"The training of {project.Quoted} will probably fail. {problem}")).ConfigureAwait(false);
        var iteration = await BeginOrFindAsync(projectId, selected, token).ConfigureAwait(false);
        if (SetDefault && Client.Version.IsV1)
            iteration = await new ProjectTrainer(TrainingService).MakeDefaultAsync(iteration, token).ConfigureAwait(false);
        if ((PublishAs ?? (SetDefault && !Client.Version.IsV1 ? DefaultName : null)) is { } name)
            iteration = await new Publisher(Client).PublishAsync(iteration, name, resourceId, takeName: true, unpublish: true, token).ConfigureAwait(false);
        await OnPipelineAsync(CloseProgress).ConfigureAwait(false); // Otherwise the progress bar would appear between the lines of the output.
        await WriteAsync(iteration).ConfigureAwait(false);
    }

    private async Task<Iteration> BeginOrFindAsync(Guid projectId, IReadOnlyList<Guid> selected, CancellationToken token)
    {
        var trainer = new ProjectTrainer(TrainingService, progress is { } bar ? state => OnPipelineAsync(() => bar.Show(state)) : null);
        Iteration iteration;
        try
        {
            iteration = await trainer.BeginAsync(projectId, Options(selected), token).ConfigureAwait(false);
        }
        catch (ServiceErrorException error) when (WhenUnchanged == UnchangedAction.UseLatest && error.ServiceCode?.StartsWith("BadRequestTrainingNotNeeded", StringComparison.Ordinal) == true)
        {
            if (await FindLatestAsync(projectId, token).ConfigureAwait(false) is not { } latest)
                throw;
            await OnPipelineAsync(() => WriteVerbose($"Nothing has changed since {latest.Name} was trained. It is used.")).ConfigureAwait(false);
            return latest;
        }

        return Waits ? await trainer.WaitAsync(iteration, Timeout?.Value, token).ConfigureAwait(false) : iteration;
    }

    private TrainingOptions? Options(IReadOnlyList<Guid> selected)
    {
        var options = new TrainingOptions
        {
            TrainingType = TrainingType,
            ReservedBudgetInHours = ReservedBudgetInHours,
            Force = Force,
            NotificationEmailAddress = NotificationEmailAddress,
            SelectedTags = selected,
            BaseIteration = BaseIteration is null ? null : new BaseIteration(BaseIteration.ProjectId, BaseIteration.Id),
        };
        return selected.Count == 0 && options == new TrainingOptions { SelectedTags = selected } ? null : options;
    }

    private async Task<Iteration?> FindLatestAsync(Guid projectId, CancellationToken token)
    {
        var all = await Client.GetIterationsAsync(projectId, token).ConfigureAwait(false);
        return all.Where(iteration => iteration.Status == IterationStatus.Completed).OrderBy(iteration => iteration.TrainedAt).LastOrDefault();
    }
}

/// <summary>What Start-CVTraining does if nothing has changed since the last training.</summary>
public enum UnchangedAction
{
    /// <summary>Writes the error TrainingNotNeeded.</summary>
    Error,

    /// <summary>Returns the iteration that was trained last.</summary>
    UseLatest,
}
