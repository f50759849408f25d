using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Publishes a trained iteration under a name, which predictions use.</summary>
[Cmdlet(VerbsData.Publish, "CVIteration", SupportsShouldProcess = true)]
[OutputType(typeof(Iteration))]
public sealed class PublishIterationCommand : ProjectItemCommand
{
    /// <summary>The iteration by name, by id, or as an object from Get-CVIteration.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId IterationId { get; set; } = null!;

    /// <summary>The name under which predictions find the iteration, unique among the published iterations of the project.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [Alias("PublishName", "PublishedName")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The id of the prediction resource. Default: the resource of the connection.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PredictionResourceId { get; set; }

    /// <summary>Takes the name from the iteration that has it.</summary>
    [Parameter]
    public SwitchParameter Overwrite { get; set; }

    /// <summary>Also publishes an iteration that is published under another name: its publication ends first. Includes -Overwrite.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the published iteration.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"iteration {IterationId.Quoted} of project {ProjectId.Quoted}", $"Publish as '{Name}'"))
            return;
        var resource = FindResource() ?? "";
        if (resource.Length == 0 && !Client.Version.IsV1)
            ThrowTerminatingError(Errors.NoPredictionResource());
        RunFor(IterationId.Target, async token =>
        {
            var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
            var iterationId = await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);
            var published = await new Publisher(Client).PublishAsync(
                new Iteration { Id = iterationId, ProjectId = projectId }, Name, resource, Overwrite || Force, Force, token).ConfigureAwait(false);
            if (PassThru)
                await WriteAsync(published).ConfigureAwait(false);
        });
    }

    private string? FindResource()
    {
        try
        {
            return PredictionResourceId is null ? TrainingConnection.PredictionResourceId : PredictionResource.Parse(PredictionResourceId);
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument(exception, PredictionResourceId));
            throw; // Not reached, because ThrowTerminatingError throws.
        }
    }
}
