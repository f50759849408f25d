using CustomVision.Downloading;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Where the images of a project go: into the folder of their first tag by name, or all into one. No name of a tag leads
/// out of the destination.
/// </summary>
internal sealed class ImageFolders(TrainingClient client, string destination, bool flat)
{
    private readonly Dictionary<Guid, Dictionary<Guid, string>> tagNames = [];

    /// <summary>Says where an image goes. The tags of its project are asked for once.</summary>
    public async Task<ImageDownload> PlaceAsync(Image image, CancellationToken cancellation)
    {
        var names = image.Labels.Count == 0 ? [] : await NamesAsync(image, cancellation).ConfigureAwait(false);
        var folder = flat ? destination : Path.Combine(destination, names.Length == 0 ? FolderName.Untagged : FolderName.For(names[0]));
        return new ImageDownload(image, Path.Combine(folder, image.Id.ToString())) { Tags = names };
    }

    private async Task<string[]> NamesAsync(Image image, CancellationToken cancellation)
    {
        if (!tagNames.TryGetValue(image.ProjectId, out var known))
        {
            var list = await client.GetTagsAsync(image.ProjectId, cancellation: cancellation).ConfigureAwait(false);
            tagNames[image.ProjectId] = known = list.Tags.ToDictionary(tag => tag.Id, tag => tag.Name ?? "");
        }

        // A tag that is gone since the images were listed still keeps them apart from others.
        return image.Labels.Select(label => known.TryGetValue(label.TagId, out var name) ? name : label.TagId.ToString())
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(name => name, StringComparer.Ordinal)
            .ToArray();
    }
}
