using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands;

/// <summary>A cmdlet that deletes what projects have many of, in batches.</summary>
/// <remarks>
/// Nothing is deleted before the input has ended: a listing that feeds the pipeline may count its pages by position, and
/// would step over some if others went away meanwhile.
/// </remarks>
public abstract class RemoveManyCommand : ServiceCommand
{
    private const int BatchSize = 64; // later versions of the service refuse more

    private readonly Dictionary<NameOrId, List<Guid>> byProject = [];

    private protected RemoveManyCommand()
    {
    }

    /// <summary>The project, by its name or id, or as Get-CVProject gives it. What comes down the pipeline brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>What one of them is, in the words that -WhatIf and -Confirm show.</summary>
    private protected abstract string Thing { get; }

    /// <summary>Those that were given.</summary>
    private protected abstract Guid[] Ids { get; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (!byProject.TryGetValue(ProjectId, out var ids))
            byProject[ProjectId] = ids = [];
        foreach (var id in Ids)
            if (ShouldProcess($"{Thing} {id} of project {ProjectId}", "Delete"))
                ids.Add(id);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        foreach (var project in byProject)
            for (var start = 0; start < project.Value.Count; start += BatchSize)
            {
                var batch = project.Value.GetRange(start, Math.Min(BatchSize, project.Value.Count - start));
                RunFor(batch, async token =>
                    await DeleteAsync(await Names.ProjectAsync(project.Key, token).ConfigureAwait(false), batch, token).ConfigureAwait(false));
            }
    }

    /// <summary>Deletes one batch.</summary>
    private protected abstract Task DeleteAsync(Guid projectId, IReadOnlyList<Guid> ids, CancellationToken token);
}
