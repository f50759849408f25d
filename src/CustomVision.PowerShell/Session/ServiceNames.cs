using CustomVision.PowerShell.Binding;
using CustomVision.Training;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// Finds ids by name, asking the service once for each list. A name is looked up as it is written; if nothing has it, without
/// regard to case. What was given by id is taken as it is, without a request.
/// </summary>
internal sealed class ServiceNames(TrainingClient client)
{
    private readonly Dictionary<(string Thing, Guid Project), IReadOnlyList<NameOrId>> lists = [];

    /// <exception cref="NameException">There is no such project, or more than one.</exception>
    public Task<Guid> ProjectAsync(NameOrId project, CancellationToken cancellation) =>
        FindAsync(project, "project", "Get-CVProject", default, async () =>
            [.. (await client.GetProjectsAsync(cancellation).ConfigureAwait(false)).Select(item => NameOrId.Of(item.Id, item.Name))]);

    /// <exception cref="NameException">There is no such domain, or more than one.</exception>
    public Task<Guid> DomainAsync(NameOrId domain, CancellationToken cancellation) =>
        FindAsync(domain, "domain", "Get-CVDomain", default, async () =>
            [.. (await client.GetDomainsAsync(cancellation).ConfigureAwait(false)).Select(item => NameOrId.Of(item.Id, item.Name))]);

    /// <exception cref="NameException">There is no such tag, or more than one.</exception>
    public Task<Guid> TagAsync(Guid projectId, NameOrId tag, CancellationToken cancellation) =>
        FindAsync(tag, "tag", "Get-CVTag", projectId, async () =>
            [.. (await client.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false)).Tags.Select(item => NameOrId.Of(item.Id, item.Name))]);

    /// <exception cref="NameException">There is no such iteration, or more than one.</exception>
    public Task<Guid> IterationAsync(Guid projectId, NameOrId iteration, CancellationToken cancellation) =>
        FindAsync(iteration, "iteration", "Get-CVIteration", projectId, async () =>
            [.. (await client.GetIterationsAsync(projectId, cancellation).ConfigureAwait(false)).Select(item => NameOrId.Of(item.Id, item.Name))]);

    /// <summary>The iteration, or null when none was given.</summary>
    /// <exception cref="NameException">There is no such iteration, or more than one.</exception>
    public async Task<Guid?> IterationOrNoneAsync(Guid projectId, NameOrId? iteration, CancellationToken cancellation) =>
        iteration is null ? null : await IterationAsync(projectId, iteration, cancellation).ConfigureAwait(false);

    /// <summary>Each of some tags.</summary>
    /// <exception cref="NameException">There is no such tag, or more than one.</exception>
    public async Task<IReadOnlyList<Guid>> TagsAsync(Guid projectId, IReadOnlyList<NameOrId> tags, CancellationToken cancellation)
    {
        var ids = new List<Guid>(tags.Count);
        foreach (var tag in tags)
            ids.Add(await TagAsync(projectId, tag, cancellation).ConfigureAwait(false));
        return ids;
    }

    private async Task<Guid> FindAsync(
        NameOrId wanted, string thing, string listing, Guid projectId, Func<Task<IReadOnlyList<NameOrId>>> list)
    {
        if (wanted.Id is { } id)
            return id;
        var isFresh = !lists.TryGetValue((thing, projectId), out var known);
        while (true)
        {
            if (isFresh)
                lists[(thing, projectId)] = known = await list().ConfigureAwait(false);
            var found = Matching(known!, wanted.Name!);
            if (found.Count == 1)
                return found[0].Id!.Value;
            if (found.Count > 1)
                throw new NameException(
                    wanted.Name!,
                    $"There are {found.Count} {thing}s named '{wanted.Name}': {string.Join(", ", found.Select(one => one.Id))}.",
                    $"Give the id of the one that is meant; {listing} shows them.",
                    isAmbiguous: true);
            if (isFresh)
                throw NameException.NotFound(wanted.Name!, thing, listing, known!);
            isFresh = true; // it may have been made since the list was read
        }
    }

    private static List<NameOrId> Matching(IReadOnlyList<NameOrId> all, string name)
    {
        var exactly = all.Where(one => string.Equals(one.Name, name, StringComparison.Ordinal)).ToList();
        return exactly.Count > 0 ? exactly : [.. all.Where(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))];
    }
}
