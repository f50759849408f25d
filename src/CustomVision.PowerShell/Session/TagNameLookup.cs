using CustomVision.Api;
using CustomVision.Models;

namespace CustomVision.PowerShell.Session;

/// <summary>Adds the names to the tags of images. The tags of each project are read once.</summary>
internal sealed class TagNameLookup(ITrainingApi client, Guid? iterationId = null)
{
    private readonly Dictionary<Guid, Dictionary<Guid, string>> tagNames = [];

    /// <summary>Adds the names of the tags of an image. A tag that was deleted after the image was listed has no name.</summary>
    public async Task AddNamesAsync(Image image, CancellationToken cancellation)
    {
        if (image.Tags.All(label => label.TagName is not null))
            return;
        if (!tagNames.TryGetValue(image.ProjectId, out var known))
        {
            var list = await client.GetTagsAsync(image.ProjectId, iterationId, cancellation).ConfigureAwait(false);
            tagNames[image.ProjectId] = known = list.Tags.ToDictionary(tag => tag.Id, tag => tag.Name ?? "");
        }

        foreach (var label in image.Tags)
            if (known.TryGetValue(label.TagId, out var name))
                label.TagName = name;
    }
}
