using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>The lists of the service that together hold the images that are wanted.</summary>
internal static class ImageLists
{
    // The 1.0 API lists either the tagged or the untagged; all images are the one list after the other.
    public static IEnumerable<Func<ImagePage, CancellationToken, Task<IReadOnlyList<Image>>>> Of(
        TrainingClient client, Guid projectId, IReadOnlyList<Guid> tagIds, bool tagged, bool untagged)
    {
        if (tagIds.Count > 0)
            yield return (page, token) => client.GetImagesByTagsAsync(projectId, tagIds, page, token);
        else if (!untagged)
            yield return (page, token) => client.GetAllTaggedImagesAsync(projectId, page, token);
        if (tagIds.Count == 0 && !tagged)
            yield return (page, token) => client.GetAllUntaggedImagesAsync(projectId, page, token);
    }
}
