using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>Images side by side, each a link to the whole of it.</summary>
internal sealed class Thumbnails(ImageLinks links, TimeProvider clock)
{
    /// <param name="first">The number of the first of the images in the list that they are from, from 1.</param>
    public Html Grid(IReadOnlyList<StoredImage> images, IReadOnlyList<Tag> tags, int first)
    {
        var names = tags.ToDictionary(tag => tag.Id, tag => tag.Name);
        return $"""
            <ol class="thumbnails" start="{first}">
            {images.Select((image, index) => Item(image, names, first + index))}
            </ol>
            """;
    }

    /// <summary>A few, to know a project again by.</summary>
    public Html Strip(IReadOnlyList<StoredImage> images) =>
        $"""
        <div class="strip">{images.Select(image => Html.Of($"<img src=\"{Thumbnail(image)}\" alt=\"\" loading=\"lazy\">"))}</div>
        """;

    private Html Item(StoredImage image, Dictionary<Guid, string> names, int number) =>
        $"""
        <li><a href="{links.PathTo(image.Id, ImageLinks.Image)}">
        <img src="{Thumbnail(image)}" alt="Image {DisplayFormat.Number(number)}" loading="lazy">
        <span class="names">{Names(image, names)}</span>
        <span class="facts"><span>{image.Width} × {image.Height},</span> {DisplayFormat.Time(image.Created, clock, "d MMM HH:mm")}</span>
        </a></li>

        """;

    private static IEnumerable<Html> Names(StoredImage image, Dictionary<Guid, string> names)
    {
        if (image.Labels.Count == 0)
            yield return $"<span class=\"none\">untagged</span>";
        foreach (var label in image.Labels)
            // A tag that came after the list of them was read is in the next one.
            if (names.TryGetValue(label.TagId, out var name))
                yield return $"<bdi class=\"tag\">{name}</bdi> ";
    }

    // Without the endpoint: who says localhost, or another name of this machine, stays there.
    private string Thumbnail(StoredImage image) => links.PathTo(image.Id, ImageLinks.Thumbnail);
}
