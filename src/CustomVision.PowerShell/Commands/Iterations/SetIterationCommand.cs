using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Renames an iteration or makes it the default.</summary>
[Cmdlet(VerbsCommon.Set, "CVIteration", SupportsShouldProcess = true)]
[OutputType(typeof(Iteration))]
public sealed class SetIterationCommand : SetCommand<Iteration>
{
    /// <summary>The project by name, by id, or as an object from Get-CVProject. An iteration contains it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The iteration by name, by id, or as an object from Get-CVIteration.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId IterationId { get; set; } = null!;

    /// <summary>Makes the iteration the default. -Default:$false leaves the project without a default iteration.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    private protected override object? Target => IterationId.Target;

    private protected override string TargetDescription => $"iteration {IterationId.Quoted} of project {ProjectId.Quoted}";

    private protected override IEnumerable<string?> OtherChanges =>
        [!IsDefaultBound ? null : Default ? "make default" : "remove as default"];

    private protected override string RequiredParameters => "-Name and -Default";

    private bool IsDefaultBound => MyInvocation.BoundParameters.ContainsKey(nameof(Default));

    private protected override async Task<Iteration> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var iterationId = await Names.IterationAsync(projectId, IterationId, token).ConfigureAwait(false);
        var current = await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        var update = new IterationUpdate { Name = Name ?? current.Name, IsDefault = IsDefaultBound ? Default.IsPresent : Client.Version.IsV1 ? current.IsDefault : null };
        return await Client.UpdateIterationAsync(projectId, iterationId, update, token).ConfigureAwait(false);
    }
}
