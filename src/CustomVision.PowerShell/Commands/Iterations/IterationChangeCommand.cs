using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>The base class of cmdlets that do the same to each of the specified iterations and return nothing.</summary>
public abstract class IterationChangeCommand : ProjectItemCommand
{
    private protected IterationChangeCommand()
    {
    }

    /// <summary>The iterations by name, by id, or as objects from Get-CVIteration.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Iteration", "Id")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] IterationId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var iteration in IterationId)
            if (ShouldProcess($"iteration {iteration.Quoted} of project {ProjectId.Quoted}", Action))
                RunFor(iteration.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var iterationId = await Names.IterationAsync(projectId, iteration, token).ConfigureAwait(false);
                    await ChangeAsync(projectId, iterationId, token).ConfigureAwait(false);
                });
    }

    /// <summary>The verb that -WhatIf and -Confirm show.</summary>
    private protected abstract string Action { get; }

    private protected abstract Task ChangeAsync(Guid projectId, Guid iterationId, CancellationToken token);
}
