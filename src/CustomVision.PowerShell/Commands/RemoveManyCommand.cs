using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Commands;

/// <summary>The base class of cmdlets that delete images or predictions in batches.</summary>
/// <remarks>
/// The cmdlet reads all input before it deletes anything. The input can be a list that is paged by position, which would skip items
/// if others were deleted.
/// </remarks>
public abstract class RemoveManyCommand : ProjectItemCommand
{
    private const int BatchSize = 64; // Later versions of the API reject more.

    private readonly Dictionary<NameOrId, List<Guid>> byProject = [];

    private protected RemoveManyCommand()
    {
    }

    /// <summary>The noun that -WhatIf and -Confirm show.</summary>
    private protected abstract string Noun { get; }

    /// <summary>The action that -WhatIf and -Confirm show.</summary>
    private protected virtual string Action => "Delete";

    /// <summary>The ids of the current input.</summary>
    private protected abstract Guid[] Ids { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!byProject.TryGetValue(ProjectId, out var ids))
            byProject[ProjectId] = ids = [];
        foreach (var id in Ids)
            if (ShouldProcess($"{Noun} {id} of project {ProjectId.Quoted}", Action))
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
