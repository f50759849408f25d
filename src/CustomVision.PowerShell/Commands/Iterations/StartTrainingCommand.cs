using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Trains a project and optionally waits for the trained iteration.</summary>
[Cmdlet(VerbsLifecycle.Start, "CVTraining", SupportsShouldProcess = true)]
[OutputType(typeof(Iteration))]
public sealed class StartTrainingCommand : ServiceCommand
{
    private TrainingProgressBar? progress;

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>Waits until the training has ended and returns the trained iteration. Ctrl+C ends only the wait.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Waits and makes the trained iteration the default.</summary>
    [Parameter]
    public SwitchParameter SetDefault { get; set; }

    /// <summary>How long to wait, in seconds or as a TimeSpan. Default: no limit.</summary>
    [Parameter]
    [Seconds]
    public Seconds? Timeout { get; set; }

    private bool Waits => Wait || SetDefault || Timeout is not null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"project {ProjectId.Quoted}", SetDefault ? "Train and make the iteration the default" : "Train"))
            return;
        progress = Waits ? TrainingProgressBar.For(this, ProjectId.ToString()) : null;
        try
        {
            RunFor(ProjectId.Target, TrainAsync);
        }
        finally
        {
            CloseProgress();
        }
    }

    private protected override void CloseProgress() => progress?.Close();

    private async Task TrainAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var trainer = new ProjectTrainer(TrainingService, progress is { } bar ? state => OnPipelineAsync(() => bar.Show(state)) : null);
        var iteration = await trainer.BeginAsync(projectId, options: null, token).ConfigureAwait(false);
        if (Waits)
            iteration = await trainer.WaitAsync(iteration, Timeout?.Value, token).ConfigureAwait(false);
        if (SetDefault)
            iteration = await trainer.MakeDefaultAsync(iteration, token).ConfigureAwait(false);
        await OnPipelineAsync(CloseProgress).ConfigureAwait(false); // Otherwise the progress bar would appear between the lines of the output.
        await WriteAsync(iteration).ConfigureAwait(false);
    }
}
