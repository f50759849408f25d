using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The tags of a project with their counts, and the images of one tag, newest first.</summary>
internal sealed class ImagesPage(Projects projects, Tags tags, Images images, ImageGrid thumbnails)
{
    private const int ImagesOnPage = 50;

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var all = tags.List(project.Id, null);
        var choice = Choose(request, all);
        var pager = Pager.Of(request, ImagesOnPage, choice.Total);
        var query = new ImageQuery(null, OldestFirst: false, pager.Size, pager.Skip);
        var shown = choice switch
        {
            { Tag: { } tag } => images.ListByTags(project.Id, [tag.Id], query),
            { IsUntagged: true } => images.ListUntagged(project.Id, query),
            _ => images.ListTagged(project.Id, query),
        };

        return new Page(
            choice.Tag is null ? project.Name : $"{choice.Tag.Name} · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHeader.Of(project, ProjectHeader.Images)}
            <div class="columns">
            <nav class="choices" aria-label="Images by tag">
            {Choices(project, all, choice)}
            </nav>
            <section aria-labelledby="shown">
            <h2 id="shown">{(choice.Tag is null ? Html.Of($"{choice.Text}") : Html.Of($"<bdi>{choice.Text}</bdi>"))} <small>{DisplayFormat.Count(choice.Total, "image", "images")}</small></h2>
            {(choice.Tag?.Description is { } about ? Html.Of($"<p class=\"about\"><bdi>{about}</bdi></p>") : Html.Empty)}
            {(shown.Count == 0 ? Empty(project, all) : thumbnails.Grid(project, shown, all.Tags, pager.Skip + 1, PagePaths.PageOf(choice.Query, pager.Number)))}
            {pager.Links(choice.Path(project), "images")}
            </section>
            </div>
            """);
    }

    private static Choice Choose(HttpRequest request, TagList all)
    {
        if (request.QueryId("tag") is { } id)
            return all.Tags.FirstOrDefault(tag => tag.Id == id) is { } tag
                ? new Choice(tag.Name, tag.ImageCount) { Tag = tag }
                : throw ServiceException.NotFoundTag(id);
        // If no image has a tag, the page shows the untagged ones.
        return request.Query["show"] == "untagged" || (request.Query["show"].Count == 0 && all is { TaggedImages: 0, UntaggedImages: > 0 })
            ? new Choice("Untagged", all.UntaggedImages) { IsUntagged = true }
            : new Choice("All tagged", all.TaggedImages);
    }

    private static Html Choices(Project project, TagList all, Choice chosen)
    {
        var most = all.Tags.Select(tag => tag.ImageCount).DefaultIfEmpty(0).Max();
        return $"""
            <ul>
            {Item(new Choice("All tagged", all.TaggedImages))}
            {Item(new Choice("Untagged", all.UntaggedImages) { IsUntagged = true })}
            </ul>
            <h2>Tags <small>{DisplayFormat.Number(all.Tags.Count)}</small></h2>
            {(all.Tags.Count == 0 ? Html.Of($"<p class=\"facts\">No tags yet</p>") : Html.Of($"<ul>{all.Tags.Select(tag => Item(new Choice(tag.Name, tag.ImageCount) { Tag = tag }))}</ul>"))}
            """;

        Html Item(Choice one) =>
            $"""
            <li><a href="{one.Path(project)}"{(one.Path(project) == chosen.Path(project) ? Html.Of($" aria-current=\"page\"") : Html.Empty)}><bdi>{one.Text}</bdi> <span class="count">{DisplayFormat.Number(one.Total)}</span>
            {(one.Tag is null || most == 0 ? Html.Empty : BarChart.Render((double)one.Total / most, 0, "count"))}</a></li>

            """;
    }

    // Ids and not names: a name could contain anything, and the command is meant to be copied into a shell.
    private static Html Empty(Project project, TagList all) => all.Tags.Count == 0 || all.TaggedImages == 0
        ? Html.Of($"""
            <div class="empty"><p>No images yet. To upload images and tag them by their folders:</p>
            {CodeBlock.Render("Get-ChildItem ./photos -Recurse -Filter *.jpg |", $"Add-CVTrainingImage -ProjectId {project.Id} -TagFromFolder -CreateTag")}</div>
            """)
        : Html.Of($"<div class=\"empty\"><p>No images.</p></div>");

    private sealed record Choice(string Text, int Total)
    {
        public Tag? Tag { get; init; }

        public bool IsUntagged { get; init; }

        public string Query => this switch
        {
            { Tag: { } tag } => $"?tag={tag.Id}",
            { IsUntagged: true } => "?show=untagged",
            _ => "?show=tagged",
        };

        public string Path(Project project) => PagePaths.Images(project.Id) + Query;
    }
}

/// <summary>A grid of thumbnails, each a link to the page of the image.</summary>
internal sealed class ImageGrid(ImageLinks links, TimeProvider clock)
{
    /// <param name="first">The number of the first image within the whole list, from 1.</param>
    /// <param name="list">The query string of the list, so that the page of an image leads back to it.</param>
    public Html Grid(Project project, IReadOnlyList<StoredImage> images, IReadOnlyList<Tag> tags, int first, string list)
    {
        var names = tags.ToDictionary(tag => tag.Id, tag => tag.Name);
        return $"""
            <ol class="thumbnails" start="{first}">
            {images.Select((image, index) => Item(image, names, first + index, PagePaths.Image(project.Id, image.Id) + list))}
            </ol>
            """;
    }

    /// <summary>A few thumbnails, so that a project is easy to recognize.</summary>
    public Html Strip(IReadOnlyList<StoredImage> images) =>
        $"""
        <div class="strip">{images.Select(image => Html.Of($"<img src=\"{Thumbnail(image)}\" alt=\"\" loading=\"lazy\">"))}</div>
        """;

    private Html Item(StoredImage image, Dictionary<Guid, string> names, int number, string path) =>
        $"""
        <li><a href="{path}">
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
            // A tag that was created after the list was read appears on the next load.
            if (names.TryGetValue(label.TagId, out var name))
                yield return $"<bdi class=\"tag\">{name}</bdi> ";
    }

    // Without the endpoint, so that a browser on localhost or another name of this machine stays there.
    private string Thumbnail(StoredImage image) => links.PathTo(image.Id, ImageLinks.Thumbnail);
}
