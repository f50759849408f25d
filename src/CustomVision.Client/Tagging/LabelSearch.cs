using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Tagging;

/// <summary>
/// Finds the labels of images by listing the images that have the tag: version 1.0 has no operation that returns one image.
/// No tag may be removed in the meantime, because the pages of a list that becomes shorter are not complete.
/// </summary>
internal sealed class LabelSearch(ITrainingApi api)
{
    private const int PageSize = 250;

    private readonly Dictionary<(Guid Project, Guid Tag), (Dictionary<Guid, ImageTag> Labels, CustomVisionException? Failure)> found = [];

    /// <summary>Finds the labels of all tags without one.</summary>
    /// <exception cref="CustomVisionException">No further request can succeed.</exception>
    public async Task RunAsync(IReadOnlyList<TagItem> items, CancellationToken cancellation)
    {
        var wanted = items.SelectMany(item => item.WithoutLabel.Select(tag => (item.Request.ProjectId, Tag: tag, item.Request.ImageId)))
            .ToLookup(one => (one.ProjectId, one.Tag), one => one.ImageId);
        foreach (var images in wanted)
            found[images.Key] = await FindAsync(images.Key.ProjectId, images.Key.Tag, [.. images], cancellation).ConfigureAwait(false);
    }

    /// <summary>The label of an image; null when it doesn't have the tag.</summary>
    /// <exception cref="CustomVisionException">The list could not be read.</exception>
    public ImageTag? LabelOf(ImageToTag image, Guid tagId)
    {
        var (labels, failure) = found[(image.ProjectId, tagId)];
        return failure is not null ? throw failure : labels.TryGetValue(image.ImageId, out var label) ? label : null;
    }

    private async Task<(Dictionary<Guid, ImageTag> Labels, CustomVisionException? Failure)> FindAsync(
        Guid projectId, Guid tagId, HashSet<Guid> wanted, CancellationToken cancellation)
    {
        var labels = new Dictionary<Guid, ImageTag>();
        try
        {
            // Oldest first: uploads in the meantime move no image to another page.
            var images = api.GetImages(projectId, new ImageFilter { TagIds = [tagId], OrderBy = ImageOrder.Oldest, PageSize = PageSize });
            await images.ForEachAsync(
                image =>
                {
                    if (wanted.Contains(image.Id) && image.Tags.FirstOrDefault(label => label.TagId == tagId) is { } label)
                        labels[image.Id] = label;
                    return Task.FromResult(labels.Count < wanted.Count);
                },
                cancellation).ConfigureAwait(false);
            return (labels, null);
        }
        catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything)
        {
            return (labels, failure);
        }
    }
}
