using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V3;

/// <param name="Tags">Omitted for an image without any, as are regions and metadata.</param>
internal sealed record ImageV3(
    Guid Id,
    DateTime Created,
    int Width,
    int Height,
    string ResizedImageUri,
    string ThumbnailUri,
    string OriginalImageUri,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImageTagV3[]? Tags,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImageRegionV3[]? Regions,
    [property: Since(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, string>? Metadata);

/// <param name="TagName">Null in the answers of uploads.</param>
internal sealed record ImageTagV3(Guid TagId, string? TagName, DateTime Created);

/// <param name="TagName">Null in the answers of uploads.</param>
internal sealed record ImageRegionV3(
    Guid RegionId, string? TagName, DateTime Created, Guid TagId, float Left, float Top, float Width, float Height);

internal sealed record BoundingBoxV3(float Left, float Top, float Width, float Height)
{
    public static BoundingBoxV3 Of(BoundingBox box) => new(box.Left, box.Top, box.Width, box.Height);
}

/// <param name="BoundingBox">Omitted for a classification.</param>
internal sealed record PredictionV3(
    float Probability,
    Guid TagId,
    string TagName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BoundingBoxV3? BoundingBox,
    [property: Since(3)] string TagType)
{
    public static PredictionV3[] Of(IEnumerable<TagProbability> tags) => [.. tags.Select(tag => new PredictionV3(
        tag.Probability, tag.TagId, tag.Tag, tag.Box is { } box ? BoundingBoxV3.Of(box) : null, tag.Type.ToString()))];
}

/// <summary>Makes the contracts of images, which several resources share.</summary>
internal sealed class ImageContracts(ImageLinks links)
{
    public ImageV3[] Models(IEnumerable<StoredImage> images) => [.. images.Select(image => Model(image))];

    /// <param name="isNew">Whether the answer is that of an upload, which has no names of tags.</param>
    public ImageV3 Model(StoredImage image, bool isNew = false) => new(
        image.Id,
        image.Created.UtcDateTime,
        image.Width,
        image.Height,
        Image(image.Id),
        Thumbnail(image.Id),
        // Recorded answers have the same address here: the service keeps the resized image only.
        Image(image.Id),
        image.Labels.Count > 0 ? Tags(image, isNew) : null,
        image.Regions.Count > 0 ? Regions(image, isNew) : null,
        image.Metadata?.ToDictionary());

    public string Image(Guid id) => links.To(id, ImageLinks.Image);

    public string Thumbnail(Guid id) => links.To(id, ImageLinks.Thumbnail);

    public static ImageTagV3[] Tags(StoredImage image, bool isNew = false) =>
        [.. image.Labels.Select(label => new ImageTagV3(label.TagId, isNew ? null : label.TagName, label.Created.UtcDateTime))];

    public static ImageRegionV3[] Regions(StoredImage image, bool isNew = false) => [.. image.Regions.Select(region => new ImageRegionV3(
        region.Id, isNew ? null : region.TagName, region.Created.UtcDateTime, region.TagId, region.Box.Left, region.Box.Top, region.Box.Width, region.Box.Height))];
}
