using CustomVision.LocalService.Api;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>One image with its tags and predictions.</summary>
internal sealed class ImagePage(
    Projects projects, Tags tags, Images images, PredictionList predictions, PredictionTable table, ImageLinks links, TimeProvider clock)
{
    private const int PredictionsShown = 20;

    public Page Show(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var (image, mediaType, bytes) = images.Get(project.Id, request.PathId("imageId"));
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
            <a href="{links.PathTo(image.Id, ImageLinks.Image)}"><img src="{links.PathTo(image.Id, ImageLinks.Image)}" alt="The image" width="{image.Width}" height="{image.Height}"></a>
            <dl class="details">
            <div><dt>Tags</dt><dd>{(own.Length == 0 ? Html.Of($"<span class=\"none\">untagged</span>") : Html.Of($"{own.Select(Link)}"))}</dd></div>
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
