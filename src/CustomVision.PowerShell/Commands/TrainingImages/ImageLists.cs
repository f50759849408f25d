using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Returns the lists of the service that together contain the requested images.</summary>
internal static class ImageLists
{
    // API 1.0 lists either the tagged or the untagged images, so all images are two lists.
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
