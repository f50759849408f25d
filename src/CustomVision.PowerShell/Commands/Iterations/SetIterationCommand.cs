using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Renames an iteration, or makes it the one that predicts when none is named.</summary>
[Cmdlet(VerbsCommon.Set, "CVIteration", SupportsShouldProcess = true)]
[OutputType(typeof(Iteration))]
public sealed class SetIterationCommand : ServiceCommand
{
    /// <summary>The project, by its name or id, or as Get-CVProject gives it. An iteration from Get-CVIteration brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The iteration, by its name or id, or as Get-CVIteration gives it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId IterationId { get; set; } = null!;

    /// <summary>The new name, unique in the project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Makes it the default, and takes that from the iteration that had it. -Default:$false leaves the project without one.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    /// <summary>Writes the changed iteration.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool IsDefaultGiven => MyInvocation.BoundParameters.ContainsKey(nameof(Default));

    private string? DefaultChange => !IsDefaultGiven ? null : Default ? "make default" : "make no longer default";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Name is null && !IsDefaultGiven)
            ThrowTerminatingError(Errors.NothingToChange("-Name and -Default"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess($"iteration {IterationId} of project {ProjectId}", Changes.Describe(Changes.Rename(Name), DefaultChange)))
            RunFor(IterationId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                var iterationId = await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);

                // Everything is sent: what an omitted member means to the service is not on record.
                var current = await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
                var update = new IterationUpdate { Name = Name ?? current.Name, IsDefault = IsDefaultGiven ? Default.IsPresent : current.IsDefault };
                var changed = await Client.UpdateIterationAsync(projectId, iterationId, update, token).ConfigureAwait(false);
                if (PassThru)
                    await WriteAsync(changed).ConfigureAwait(false);
            });
    }
}
