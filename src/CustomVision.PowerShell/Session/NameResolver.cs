using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// Resolves names to ids. Exact matches take precedence over matches that ignore case. Lists are cached and read again before a
/// name is reported as unknown. Values that are ids need no request.
/// </summary>
internal sealed class NameResolver(ITrainingApi client)
{
    private readonly Dictionary<(string Noun, Guid ProjectId), IReadOnlyList<NameOrId>> cache = [];
    private IReadOnlyList<Domain>? domains;

    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public Task<Guid> ProjectAsync(NameOrId project, CancellationToken cancellation) =>
        ResolveAsync(project, "project", "Get-CVProject", default, async () =>
            [.. (await client.GetProjectsAsync(cancellation).ConfigureAwait(false)).Select(item => NameOrId.FromId(item.Id, item.Name))]);

    /// <summary>
    /// Resolves a domain. Names such as General exist once per type: of several domains, the one of the specified type is chosen, and
    /// without a type, the one for classification.
    /// </summary>
    /// <exception cref="NameResolutionException">The name is unknown or not unique.</exception>
    public async Task<Guid> DomainAsync(NameOrId domain, string? type, CancellationToken cancellation)
    {
        if (domain.Id is { } id)
            return id;
        if (type is not null)
            client.Version.Require("3.0", "GetDomains", "types of domains");
        domains ??= await client.GetDomainsAsync(cancellation).ConfigureAwait(false);
        var named = domains.Where(item => string.Equals(item.Name, domain.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        var candidates = named.Count > 1 && named.Where(item => HasType(item, type ?? DomainType.Classification)).ToList() is { Count: > 0 } ofType ? ofType
            : type is null ? named
            : [.. named.Where(item => item.Type is null || HasType(item, type))];
        if (type is not null && named.Count > 0 && candidates.Count == 0)
            throw new NameResolutionException(
                domain.Name!, $"The domain '{named[0].Name}' is for {named[0].Type}, not for {type}.", $"Run Get-CVDomain -Type {type} to list the domains.");
        var matches = Matches([.. candidates.Select(item => NameOrId.FromId(item.Id, item.Name))], domain.Name!);
        return matches.Count switch
        {
            1 => matches[0].Id!.Value,
            0 => throw NameResolutionException.NotFound(domain.Name!, "domain", "Get-CVDomain", domains.Select(item => NameOrId.FromId(item.Id, item.Name))),
            _ => throw NotUnique(domain, "domain", "Get-CVDomain", matches),
        };
    }

    /// <summary>The domain General of a type.</summary>
    /// <exception cref="NameResolutionException">The service has no domain of the type.</exception>
    public async Task<Guid> DefaultDomainAsync(string type, CancellationToken cancellation)
    {
        client.Version.Require("3.0", "GetDomains", "types of domains");
        domains ??= await client.GetDomainsAsync(cancellation).ConfigureAwait(false);
        var ofType = domains.Where(item => HasType(item, type) && item.Enabled != false).ToList();
        return (ofType.Find(item => item.Name == "General") ?? ofType.FirstOrDefault())?.Id
            ?? throw new NameResolutionException(type, $"The service has no domain for {type}.", "Run Get-CVDomain to list the domains.");
    }

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

    private static NameResolutionException NotUnique(NameOrId value, string noun, string getCmdlet, List<NameOrId> matches) => new(
        value.Name!,
        $"There are {matches.Count} {noun}s named '{value.Name}': {string.Join(", ", matches.Select(item => item.Id))}.",
        $"Specify the id. {getCmdlet} shows the ids.",
        isAmbiguous: true);

    private static bool HasType(Domain domain, string type) => string.Equals(domain.Type, type, StringComparison.OrdinalIgnoreCase);

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
                throw NotUnique(value, noun, getCmdlet, matches);
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
