using CustomVision.Api;
using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// Resolves names to ids. Exact matches take precedence over matches that ignore case. Lists are cached and read again before a
/// name is reported as unknown. Values that are ids need no request.
/// </summary>
internal sealed class NameResolver(ITrainingApi client)
{
    private readonly Dictionary<(string Noun, Guid ProjectId), IReadOnlyList<NameOrId>> cache = [];

    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public Task<Guid> ProjectAsync(NameOrId project, CancellationToken cancellation) =>
        ResolveAsync(project, "project", "Get-CVProject", default, async () =>
            [.. (await client.GetProjectsAsync(cancellation).ConfigureAwait(false)).Select(item => NameOrId.FromId(item.Id, item.Name))]);

    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public Task<Guid> DomainAsync(NameOrId domain, CancellationToken cancellation) =>
        ResolveAsync(domain, "domain", "Get-CVDomain", default, async () =>
            [.. (await client.GetDomainsAsync(cancellation).ConfigureAwait(false)).Select(item => NameOrId.FromId(item.Id, item.Name))]);

    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public Task<Guid> TagAsync(Guid projectId, NameOrId tag, CancellationToken cancellation) =>
        ResolveAsync(tag, "tag", "Get-CVTag", projectId, async () =>
            [.. (await client.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false)).Tags.Select(item => NameOrId.FromId(item.Id, item.Name))]);

    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public Task<Guid> IterationAsync(Guid projectId, NameOrId iteration, CancellationToken cancellation) =>
        ResolveAsync(iteration, "iteration", "Get-CVIteration", projectId, async () =>
            [.. (await client.GetIterationsAsync(projectId, cancellation).ConfigureAwait(false)).Select(item => NameOrId.FromId(item.Id, item.Name))]);

    /// <summary>Resolves an optional iteration. Returns null for null.</summary>
    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public async Task<Guid?> OptionalIterationAsync(Guid projectId, NameOrId? iteration, CancellationToken cancellation) =>
        iteration is null ? null : await IterationAsync(projectId, iteration, cancellation).ConfigureAwait(false);

    /// <summary>Resolves several tags.</summary>
    /// <exception cref="NameResolutionException">A name is unknown or not unique.</exception>
    public async Task<IReadOnlyList<Guid>> TagsAsync(Guid projectId, IReadOnlyList<NameOrId> tags, CancellationToken cancellation)
    {
        var ids = new List<Guid>(tags.Count);
        foreach (var tag in tags)
            ids.Add(await TagAsync(projectId, tag, cancellation).ConfigureAwait(false));
        return ids;
    }

    private async Task<Guid> ResolveAsync(
        NameOrId value, string noun, string getCmdlet, Guid projectId, Func<Task<IReadOnlyList<NameOrId>>> readAll)
    {
        if (value.Id is { } id)
            return id;
        var isCurrent = !cache.TryGetValue((noun, projectId), out var items);
        while (true)
        {
            if (isCurrent)
                cache[(noun, projectId)] = items = await readAll().ConfigureAwait(false);
            var matches = Matches(items!, value.Name!);
            if (matches.Count == 1)
                return matches[0].Id!.Value;
            if (matches.Count > 1)
                throw new NameResolutionException(
                    value.Name!,
                    $"There are {matches.Count} {noun}s named '{value.Name}': {string.Join(", ", matches.Select(item => item.Id))}.",
                    $"Specify the id. {getCmdlet} shows the ids.",
                    isAmbiguous: true);
            if (isCurrent)
                throw NameResolutionException.NotFound(value.Name!, noun, getCmdlet, items!);
            isCurrent = true; // The object may have been created since the list was cached.
        }
    }

    private static List<NameOrId> Matches(IReadOnlyList<NameOrId> items, string name)
    {
        var exact = items.Where(item => string.Equals(item.Name, name, StringComparison.Ordinal)).ToList();
        return exact.Count > 0 ? exact : [.. items.Where(item => string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase))];
    }
}
