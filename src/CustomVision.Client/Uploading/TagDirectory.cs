using System.Net;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Sending;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>The tags of a project by name, asked for once, when the first name comes.</summary>
internal sealed class TagDirectory(TrainingClient client, Guid projectId, bool create, RetryPolicy retry)
{
    private const int ShortIdLength = 8;

    // What could not be made is not asked for again with each of its images.
    private readonly Dictionary<string, ServiceErrorException> refused = new(StringComparer.Ordinal);
    private Dictionary<string, Guid>? known;

    /// <summary>The id of the tag with a name; null when there is none and none is to be made.</summary>
    /// <exception cref="ServiceErrorException">Also when just this tag cannot be made: see <see cref="IsRefused"/>.</exception>
    public async Task<Guid?> FindAsync(string name, CancellationToken cancellation)
    {
        known ??= await LoadAsync(cancellation).ConfigureAwait(false);
        if (known.TryGetValue(name, out var id))
            return id;
        if (refused.TryGetValue(name, out var refusal))
            throw refusal;
        return create && !WithShortId(name).Any() ? known[name] = await CreateAsync(name, cancellation).ConfigureAwait(false) : null;
    }

    /// <summary>
    /// Tags whose id begins as a name that no tag has, with their ids. Lists show the beginnings of ids, and people give what
    /// they see: no tag of that name is made.
    /// </summary>
    public IEnumerable<KeyValuePair<string, Guid>> WithShortId(string name) => name.Length == ShortIdLength
        ? known!.Where(tag => tag.Value.ToString("N").StartsWith(name, StringComparison.OrdinalIgnoreCase))
        : [];

    /// <summary>Whether a tag cannot be made for what it is, or for what the project holds already. Others may be there.</summary>
    public bool IsRefused(string name) => refused.ContainsKey(name);

    private async Task<Guid> CreateAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (await retry.RunAsync(() => client.CreateTagAsync(projectId, name, description: null, cancellation), cancellation).ConfigureAwait(false)).Id;
        }
        catch (ServiceErrorException refusal) when (refusal.ServiceCode == "BadRequestTagNameNotUnique")
        {
            // Somebody else made it in the meantime.
            known = await LoadAsync(cancellation).ConfigureAwait(false);
            if (known.TryGetValue(name, out var id))
                return id;
            refused[name] = refusal;
            throw;
        }
        catch (ServiceErrorException refusal) when (refusal.StatusCode == HttpStatusCode.BadRequest)
        {
            refused[name] = refusal;
            throw;
        }
    }

    private async Task<Dictionary<string, Guid>> LoadAsync(CancellationToken cancellation)
    {
        var list = await retry.RunAsync(() => client.GetTagsAsync(projectId, iterationId: null, cancellation), cancellation).ConfigureAwait(false);
        var byName = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (Tag tag in list.Tags)
            byName[tag.Name ?? ""] = tag.Id;
        return byName;
    }
}
