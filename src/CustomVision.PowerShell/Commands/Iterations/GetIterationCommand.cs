using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Gets the iterations of a project, including the open workspace.</summary>
[Cmdlet(VerbsCommon.Get, "CVIteration", DefaultParameterSetName = ByName)]
[OutputType(typeof(Iteration))]
public sealed class GetIterationCommand : ServiceCommand
{
    private const string ByName = "Name";
    private const string ById = "Id";
    private const string TheDefault = "DefaultOnly";
    private const string ThePublished = "PublishedOnly";

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>Only iterations with one of these names. Wildcards are accepted.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(IterationCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The iterations by id or name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] IterationId { get; set; } = [];

    /// <summary>Gets only the default iteration, which predicts if none is specified.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TheDefault)]
    public SwitchParameter Default { get; set; }

    /// <summary>Gets only published iterations, which predictions can use by name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThePublished)]
    public SwitchParameter Published { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            foreach (var iteration in IterationId)
                RunFor(iteration.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var iterationId = await Names.IterationAsync(projectId, iteration, token).ConfigureAwait(false);
                    await WriteAsync(await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false)).ConfigureAwait(false);
                });
        else
            RunFor(ProjectId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                var iterations = await Client.GetIterationsAsync(projectId, token).ConfigureAwait(false);
                IReadOnlyList<Iteration> wanted = Default ? [.. iterations.Where(iteration => iteration.IsDefault)]
                    : Published ? [.. iterations.Where(iteration => iteration.IsPublished)]
                    : iterations;
                await WriteNamedAsync(wanted, iteration => NameOrId.FromId(iteration.Id, iteration.Name), Name, "iteration", "Get-CVIteration").ConfigureAwait(false);
            });
    }
}
