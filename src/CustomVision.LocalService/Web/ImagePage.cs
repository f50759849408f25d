using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>One image with its tags, regions, metadata and predictions.</summary>
internal sealed class ImagePage(
    Projects projects, Tags tags, Images images, ImageLists lists, PredictionList predictions, PredictionTable table, ImageLinks links, TimeProvider clock)
{
    private const int PredictionsShown = 20;

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var (image, mediaType, bytes) = images.Get(project.Id, request.PathId("imageId"));
        // Deleted between the two reads, it has neither.
        image = lists.ByIds(project.Id, [image.Id], null) is [var detailed] ? detailed : image;
        var known = tags.List(project.Id, null).Tags.ToDictionary(tag => tag.Id);
        // A tag that was created after the list was read appears on the next load.
        var own = image.Labels.Select(label => known.GetValueOrDefault(label.TagId)).OfType<Tag>().ToArray();
        var predicted = predictions.OfImage(project.Id, image, PredictionsShown);
        return new Page(
            $"Image {image.Id} · {project.Name}",
            PageSection.Projects,
            $"""
            {ProjectHeader.Of(project, ProjectHeader.Images, isPartOf: true)}
            <p><a href="{PagePaths.Images(project.Id)}{List(request)}">Back to the images</a></p>
            <h2>Image <code>{image.Id.ToString()}</code></h2>
            <div class="image">
            <a class="framed" href="{links.PathTo(image.Id, ImageLinks.Image)}"><img src="{links.PathTo(image.Id, ImageLinks.Image)}" alt="The image" width="{image.Width}" height="{image.Height}">{RegionOverlay.Of(image.Regions.Select(region => (region.TagName, region.Box)))}</a>
            <dl class="details">
            <div><dt>Tags</dt><dd>{(own.Length == 0 ? Html.Of($"<span class=\"none\">untagged</span>") : Html.Of($"{own.Select(Link)}"))}</dd></div>
            {(image.Regions.Count == 0 ? Html.Empty : Html.Of($"<div><dt>Regions</dt><dd>{image.Regions.Select(region => Html.Of($"<div><bdi>{region.TagName}</bdi> <span class=\"figure\">{RegionOverlay.Text(region.Box)}</span></div>"))}</dd></div>"))}
            {(image.Metadata is not { } metadata ? Html.Empty : Html.Of($"<div><dt>Metadata</dt><dd>{metadata.Select(pair => Html.Of($"<div><bdi>{pair.Key}</bdi>: <bdi>{pair.Value}</bdi></div>"))}</dd></div>"))}
            <div><dt>Size</dt><dd>{image.Width} × {image.Height} pixels</dd></div>
            <div><dt>File</dt><dd>{mediaType}, {DisplayFormat.Bytes(bytes)}</dd></div>
            <div><dt>Uploaded</dt><dd>{DisplayFormat.Time(image.Created, clock)}</dd></div>
            </dl>
            </div>
            <section aria-labelledby="predictions">
            <h2 id="predictions">Predictions <small>of this image</small></h2>
            {(predicted.Count == 0 ? Html.Of($"<p class=\"facts\">No stored prediction has the same image.</p>") : table.Of(project, predicted))}
            </section>
            """);

        Html Link(Tag tag) => $"<a href=\"{PagePaths.Images(project.Id)}?tag={tag.Id.ToString()}\"><bdi>{tag.Name}</bdi></a> ";
    }

    /// <summary>The query string of the list that the visitor comes from.</summary>
    private static string List(HttpRequest request)
    {
        var number = request.Parameters().Count("page") ?? 1;
        return PagePaths.PageOf(
            request.QueryId("tag") is { } tag ? $"?tag={tag}" : request.Query["show"] == "untagged" ? "?show=untagged" : "?show=tagged", Math.Max(1, number));
    }
}
