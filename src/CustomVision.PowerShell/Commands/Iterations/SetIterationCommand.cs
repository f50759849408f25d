using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Renames an iteration, or makes it the one that predicts when none is named.</summary>
[Cmdlet(VerbsCommon.Set, "CVIteration", SupportsShouldProcess = true)]
[OutputType(typeof(Iteration))]
public sealed class SetIterationCommand : SetCommand<Iteration>
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

    /// <summary>Makes it the default, and takes that from the iteration that had it. -Default:$false leaves the project without one.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    private protected override object? Target => IterationId.Target;

    private protected override string What => $"iteration {IterationId} of project {ProjectId}";

    private protected override IEnumerable<string?> OtherChanges =>
        [!IsDefaultGiven ? null : Default ? "make default" : "make no longer default"];

    private protected override string Choices => "-Name and -Default";

    private bool IsDefaultGiven => MyInvocation.BoundParameters.ContainsKey(nameof(Default));

    private protected override async Task<Iteration> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var iterationId = await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);
        var current = await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        var update = new IterationUpdate { Name = Name ?? current.Name, IsDefault = IsDefaultGiven ? Default.IsPresent : current.IsDefault };
        return await Client.UpdateIterationAsync(projectId, iterationId, update, token).ConfigureAwait(false);
    }
}
