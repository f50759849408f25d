using System.Net;
using CustomVision.Api;
using CustomVision.Http;

namespace CustomVision.Uploads;

/// <summary>Finds the tags of a project by name, and creates missing ones. The list is requested once, for the first name.</summary>
internal sealed class TagDirectory(ITrainingApi api, Guid projectId, bool create)
{
    private const int ShortIdLength = 8;

    // Tags that the service rejects are not requested again for each of their images.
    private readonly Dictionary<string, ServiceErrorException> rejected = new(StringComparer.Ordinal);
    private Dictionary<string, Guid>? known;

    /// <summary>The id of a tag; null when the tag doesn't exist.</summary>
    /// <exception cref="ServiceErrorException">Also when the service has rejected this tag: see <see cref="IsRejected"/>.</exception>
    public ValueTask<Guid?> FindAsync(string name, CancellationToken cancellation) =>
        known is not null && known.TryGetValue(name, out var id) ? new ValueTask<Guid?>(id) : new ValueTask<Guid?>(LookUpAsync(name, cancellation));

    /// <summary>Whether a tag that doesn't exist may be created.</summary>
    public bool CanCreate(string name) => create && !WithShortId(name).Any();

    /// <summary>Creates a tag that doesn't exist.</summary>
    /// <exception cref="ServiceErrorException">Also when only this tag cannot be created: see <see cref="IsRejected"/>.</exception>
    public async Task<Guid> CreateAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return known![name] = (await api.GetOrCreateTagAsync(projectId, name, cancellation).ConfigureAwait(false)).Id;
        }
        catch (ServiceErrorException error) when (error.StatusCode == HttpStatusCode.BadRequest)
        {
            rejected[name] = error;
            throw;
        }
    }

    /// <summary>Whether the service rejects the tag, for its name or because the project has too many. Other tags may be accepted.</summary>
    public bool IsRejected(string name) => rejected.ContainsKey(name);

    /// <summary>The message for a tag that doesn't exist.</summary>
    public string Explain(string name)
    {
        var meant = string.Join(" or ", WithShortId(name).Select(tag => $"'{tag.Key}' ({tag.Value})"));
        return $"The project has no tag named '{name}'."
            + (meant.Length == 0 ? "" : $" The id of a tag starts with this text. Specify the name or the whole id of {meant}.");
    }

    private async Task<Guid?> LookUpAsync(string name, CancellationToken cancellation)
    {
        known ??= await LoadAsync(cancellation).ConfigureAwait(false);
        if (known.TryGetValue(name, out var id))
            return id;
        return rejected.TryGetValue(name, out var error) ? throw error : null;
    }

    // Tables show the start of an id, and users specify what they see. No tag of that name is created.
    private IEnumerable<KeyValuePair<string, Guid>> WithShortId(string name) => name.Length == ShortIdLength
        ? known!.Where(tag => tag.Value.ToString("N").StartsWith(name, StringComparison.OrdinalIgnoreCase))
        : [];

    private async Task<Dictionary<string, Guid>> LoadAsync(CancellationToken cancellation)
    {
        var list = await api.GetTagsAsync(projectId, iterationId: null, cancellation).ConfigureAwait(false);
        var byName = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var tag in list.Tags)
            byName[tag.Name ?? ""] = tag.Id;
        return byName;
    }
}
