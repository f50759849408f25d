using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V3;

internal sealed record ImageTagCreateEntryV3(Guid ImageId, Guid TagId);

/// <remarks>Lists are empty and not null: so it was recorded.</remarks>
internal sealed record ImageTagCreateSummaryV3(ImageTagCreateEntryV3[] Created, ImageTagCreateEntryV3[] Duplicated, ImageTagCreateEntryV3[] Exceeded);

internal sealed record ImageMetadataUpdateSummaryV3(bool IsBatchSuccessful, ImageMetadataUpdateEntryV3[] Images) : IResultList, IBatchResult
{
    bool IBatchResult.IsComplete => IsBatchSuccessful;

    public object Shuffled(ResultShuffle shuffle) => this with { Images = shuffle.Apply(Images) };
}

/// <param name="Metadata">All of the image's metadata; omitted for a failed image.</param>
internal sealed record ImageMetadataUpdateEntryV3(
    Guid ImageId,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, string>? Metadata);

/// <summary>Lists, counts and deletes images, and changes their tags and metadata.</summary>
internal sealed class ImageEndpoints(Images images, ImageLists lists, Labels labels, ImageMetadata metadata, ImageContracts contracts)
{
    private const int MaxTagIds = 20;
    private const int MaxIds = 256;
    private const int MaxTagEntries = 128;
    private const int MaxUntagged = 64;

    public void Map(V3Routes routes)
    {
        const string Images = "projects/{projectId}/images";
        routes.Map(nameof(GetImages), "GET", Images, GetImages, since: 3);
        routes.Map(nameof(GetImageCount), "GET", $"{Images}/count", GetImageCount, since: 3);
        routes.Map(nameof(GetImagesByIds), "GET", $"{Images}/id", GetImagesByIds);
        routes.Map(nameof(GetTaggedImages), "GET", $"{Images}/tagged", GetTaggedImages);
        routes.Map(nameof(GetTaggedImageCount), "GET", $"{Images}/tagged/count", GetTaggedImageCount);
        routes.Map(nameof(GetUntaggedImages), "GET", $"{Images}/untagged", GetUntaggedImages);
        routes.Map(nameof(GetUntaggedImageCount), "GET", $"{Images}/untagged/count", GetUntaggedImageCount);
        routes.MapNoContent(nameof(DeleteImages), "DELETE", Images, DeleteImages);
        routes.Map(nameof(CreateImageTags), "POST", $"{Images}/tags", CreateImageTags);
        routes.MapNoContent(nameof(DeleteImageTags), "DELETE", $"{Images}/tags", DeleteImageTags);
        routes.Map(nameof(UpdateImageMetadata), "POST", $"{Images}/metadata", UpdateImageMetadata, since: 3);
    }

    /// <summary>A page of a list of 3.x, which is never larger than 256.</summary>
    public static ImageQuery Page(HttpRequest request)
    {
        const int MaxTake = 256;
        var parameters = request.Parameters();
        var take = parameters.Count("take") ?? 50;
        return new ImageQuery(
            parameters.Id("iterationId"),
            parameters.Choice("orderBy", PredictionOrder.Newest, PredictionOrder.Oldest) == PredictionOrder.Oldest,
            // The limit is published; the text is invented.
            take <= MaxTake ? take : throw new ServiceException(ErrorCodes.BadRequest, $"take must be a whole number from 0 to {MaxTake}."),
            parameters.Count("skip") ?? 0);
    }

    public static IReadOnlyCollection<Guid> TagIds(HttpRequest request)
    {
        var ids = request.QueryIds("tagIds");
        return ids.Count <= MaxTagIds ? ids : throw ServiceException.ExceededBatchSize("tags", MaxTagIds);
    }

    /// <summary>The ids of a parameter that must have some.</summary>
    public static IReadOnlyCollection<Guid> RequiredIds(HttpRequest request, string name, int most)
    {
        var ids = request.QueryIds(name);
        return ids.Count == 0 ? throw new ServiceException(ErrorCodes.BadRequestInvalidIds, $"{name} must contain ids.")
            : ids.Count > most ? throw ServiceException.ExceededBatchSize("ids", most)
            : ids;
    }

    private ImageV3[] GetImages(HttpRequest request) =>
        contracts.Models(lists.List(request.PathId("projectId"), Selection(request), Page(request)));

    private int GetImageCount(HttpRequest request) =>
        lists.Count(request.PathId("projectId"), Selection(request), request.QueryId("iterationId"));

    private ImageV3[] GetImagesByIds(HttpRequest request) => contracts.Models(
        lists.ByIds(request.PathId("projectId"), RequiredIds(request, "imageIds", MaxIds), request.QueryId("iterationId")));

    private ImageV3[] GetTaggedImages(HttpRequest request) =>
        contracts.Models(lists.List(request.PathId("projectId"), new ImageSelection(TaggingStatus.Tagged, TagIds(request)), Page(request)));

    private int GetTaggedImageCount(HttpRequest request) => lists.Count(
        request.PathId("projectId"), new ImageSelection(TaggingStatus.Tagged, TagIds(request)), request.QueryId("iterationId"));

    private ImageV3[] GetUntaggedImages(HttpRequest request) =>
        contracts.Models(lists.List(request.PathId("projectId"), new ImageSelection(TaggingStatus.Untagged, []), Page(request)));

    private int GetUntaggedImageCount(HttpRequest request) =>
        lists.Count(request.PathId("projectId"), new ImageSelection(TaggingStatus.Untagged, []), request.QueryId("iterationId"));

    /// <summary>
    /// Deletes images by their ids, or all. What the real service does without any parameter isn't known; here it is an error, because
    /// images can't be brought back.
    /// </summary>
    private async Task DeleteImages(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var parameters = request.Parameters();
        var hasFlags = V3Version.Of(request).HasAllImages;
        var all = hasFlags && parameters.Flag("allImages") == true;
        var fromIterations = hasFlags && parameters.Flag("allIterations") == true;
        await images.DeleteAsync(projectId, all ? null : RequiredIds(request, "imageIds", MaxIds), fromIterations);
        if (all || fromIterations)
            request.HttpContext.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task<ImageTagCreateSummaryV3> CreateImageTags(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var body = await LenientBody.ReadAsync(request);
        // The code is published; the text is invented after that of regions.
        const string NoTags = "No image tags provided";
        var pairs = LenientBody.Bind(ErrorCodes.BadRequestImageTags, NoTags, () =>
            body.Items("tags").Select(entry => new ImageTagPair(entry.RequiredId("imageId"), entry.RequiredId("tagId"))).ToArray());
        if (pairs.Length == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageTags, NoTags);
        if (pairs.Length > MaxTagEntries)
            throw ServiceException.ExceededBatchSize("tags", MaxTagEntries);
        RequestRecord.Of(request).TagIds = RequestRecord.LimitIds([.. pairs.Select(pair => pair.TagId).Distinct()]);
        var result = await labels.AddAsync(projectId, pairs);
        return new ImageTagCreateSummaryV3(Models(result.Created), Models(result.Duplicated), Models(result.Exceeded));
    }

    private Task DeleteImageTags(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        return labels.RemoveAsync(projectId, RequiredIds(request, "imageIds", MaxUntagged), RequiredIds(request, "tagIds", MaxTagIds));
    }

    private async Task<ImageMetadataUpdateSummaryV3> UpdateImageMetadata(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var ids = RequiredIds(request, "imageIds", MaxIds);
        var limits = V3Version.Of(request).Metadata;
        var pairs = (await LenientBody.ReadAsync(request)).Map;
        if (pairs.Count == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageMetadataKey, "The body must be an object with at least one pair of a key and a value.");
        ImageMetadata.Check(pairs, limits);
        var updated = await metadata.UpdateAsync(projectId, ids, pairs, limits);
        return new ImageMetadataUpdateSummaryV3(
            updated.TrueForAll(image => image.Status == MetadataStatus.OK),
            [.. updated.Select(image => new ImageMetadataUpdateEntryV3(image.ImageId, image.Status.ToString(), image.Metadata?.ToDictionary()))]);
    }

    private static ImageSelection Selection(HttpRequest request) => new(
        request.Parameters().Choice("taggingStatus", TaggingStatus.All, TaggingStatus.Tagged, TaggingStatus.Untagged),
        TagIds(request),
        MetadataFilter.Parse(request.Query["$filter"]));

    private static ImageTagCreateEntryV3[] Models(IReadOnlyList<ImageTagPair> pairs) =>
        [.. pairs.Select(pair => new ImageTagCreateEntryV3(pair.ImageId, pair.TagId))];
}
