using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Tagging;

/// <summary>
/// Finds the labels of images by listing those that have the tag: the 1.0 API tells nothing of a single image. To be asked
/// while nobody takes tags off: a list that shrinks is not whole page by page.
/// </summary>
internal sealed class LabelSearch(TrainingClient client, Func<string, Func<CancellationToken, Task<IReadOnlyList<Image>>>, CancellationToken, Task<IReadOnlyList<Image>>> send)
{
    private const int PageSize = 250; // later versions refuse more than 256

    private readonly Dictionary<(Guid Project, Guid Tag), Found> found = [];

    /// <summary>Finds the labels of all tags that are unsure.</summary>
    /// <exception cref="CustomVisionException">Going on is pointless.</exception>
    public async Task RunAsync(IReadOnlyList<TagItem> items, CancellationToken cancellation)
    {
        var wanted = items.SelectMany(item => item.Unsure.Select(tag => (item.Asked.ProjectId, Tag: tag, item.Asked.ImageId)))
            .ToLookup(one => (one.ProjectId, one.Tag), one => one.ImageId);
        foreach (var images in wanted)
            found[images.Key] = await FindAsync(images.Key.ProjectId, images.Key.Tag, [.. images], cancellation).ConfigureAwait(false);
    }

    /// <summary>The label of an image; null when it does not have the tag.</summary>
    /// <exception cref="CustomVisionException">The list could not be read.</exception>
    public Guid? LabelOf(ImageToTag image, Guid tagId)
    {
        var (labels, failure) = found[(image.ProjectId, tagId)];
        return failure is not null ? throw failure : labels.TryGetValue(image.ImageId, out var label) ? label : null;
    }

    private async Task<Found> FindAsync(Guid projectId, Guid tagId, HashSet<Guid> wanted, CancellationToken cancellation)
    {
        var labels = new Dictionary<Guid, Guid>();
        try
        {
            // The oldest first: what is uploaded meanwhile moves no image from its place.
            for (var position = 0; labels.Count < wanted.Count;)
            {
                var page = await send(
                    $"tag {tagId}",
                    token => client.GetImagesByTagsAsync(projectId, [tagId], new ImagePage { OrderBy = ImageOrder.Oldest, Take = PageSize, Skip = position }, token),
                    cancellation).ConfigureAwait(false);
                if (page.Count == 0)
                    break;
                position += page.Count;
                foreach (var image in page.Where(image => wanted.Contains(image.Id)))
                    if (image.Labels.FirstOrDefault(label => label.TagId == tagId) is { } label)
                        labels[image.Id] = label.LabelId;
            }

            return new Found(labels, null);
        }
        catch (CustomVisionException failure) when (!ImageTagger.IsPointless(failure))
        {
            return new Found(labels, failure);
        }
    }

    private sealed record Found(Dictionary<Guid, Guid> Labels, CustomVisionException? Failure);
}
