using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Http;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api.V3;

/// <param name="IsBatchSuccessful">False if any image is a duplicate, although nothing is lost: so it was recorded.</param>
internal sealed record ImageCreateSummaryV3(bool IsBatchSuccessful, ImageCreateResultV3[] Images) : IResultList, IBatchResult
{
    bool IBatchResult.IsComplete => IsBatchSuccessful;

    public object Shuffled(ResultShuffle shuffle) => this with { Images = shuffle.Apply(Images) };
}

internal sealed record ImageCreateResultV3(string SourceUrl, string Status, ImageV3? Image);

/// <summary>Uploads and imports images.</summary>
internal sealed class UploadEndpoints(ImageUpload upload, UrlFetcher fetcher, ImageContracts contracts)
{
    private const int MaxTags = 20;

    public void Map(V3Routes routes)
    {
        routes.Map(nameof(CreateImagesFromData), "POST", "projects/{projectId}/images", CreateImagesFromData);
        routes.Map(nameof(CreateImagesFromFiles), "POST", "projects/{projectId}/images/files", CreateImagesFromFiles);
        routes.Map(nameof(CreateImagesFromUrls), "POST", "projects/{projectId}/images/urls", CreateImagesFromUrls);
        routes.Map(nameof(CreateImagesFromPredictions), "POST", "projects/{projectId}/images/predictions", CreateImagesFromPredictions);
    }

    private async Task<ImageCreateSummaryV3> CreateImagesFromData(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var tagIds = request.QueryIds("tagIds");
        RequireFewTags(tagIds);
        upload.Check(projectId, tagIds);
        // A form that is sent as JSON is a known mistake. The status is known; the text is invented.
        if (IsText(request.ContentType))
            throw new ServiceException(
                ErrorCodes.UnsupportedMediaType, "Send images as multipart/form-data, or one image as application/octet-stream.");
        using var incoming = await UploadReader.ReadAsync(request);
        RequestRecord.Of(request).ImageCount = incoming.Count;
        return Summary(request, await upload.AddAsync(projectId, new UploadBatch(tagIds), incoming));
    }

    private async Task<ImageCreateSummaryV3> CreateImagesFromFiles(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        upload.Check(projectId, []);
        using var files = await FilesBody.ReadAsync(request);
        // The text of an upload without files. That of this operation isn't known.
        if (files.Images.Count == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageBatch, "No valid image files");
        var batch = BindBatch(request, files.Batch, files.Entries, "No valid image files");
        return Summary(request, await upload.AddAsync(projectId, batch, files.Images));
    }

    private async Task<ImageCreateSummaryV3> CreateImagesFromUrls(HttpRequest request)
    {
        const string NoUrls = "No image urls provided";
        var projectId = request.PathId("projectId");
        var body = await LenientBody.ReadAsync(request);
        var entries = Entries(request, body, NoUrls);
        var batch = BindBatch(request, body, entries, NoUrls);
        upload.Check(projectId, batch.TagIds);
        using var fetched = await fetcher.FetchAsync([.. entries.Select(entry => entry.Text("url") ?? "")], request.HttpContext.RequestAborted);
        return Summary(request, await upload.AddAsync(projectId, batch, fetched));
    }

    private async Task<ImageCreateSummaryV3> CreateImagesFromPredictions(HttpRequest request)
    {
        const string NoIds = "No image ids provided";
        var projectId = request.PathId("projectId");
        var body = await LenientBody.ReadAsync(request);
        var entries = Entries(request, body, NoIds);
        var batch = BindBatch(request, body, entries, NoIds);
        var ids = LenientBody.Bind(ErrorCodes.BadRequestImageBatch, NoIds, () => entries.Select(entry => entry.RequiredId("id")).ToArray());
        RequestRecord.Of(request).PredictionIds = RequestRecord.LimitIds(ids);
        var summary = Summary(request, await upload.AddPredictedAsync(projectId, batch, ids));
        // Recorded answers of this operation have no tags.
        return summary with { Images = [.. summary.Images.Select(result => result with { Image = result.Image is null ? null : result.Image with { Tags = null } })] };
    }

    /// <param name="noItems">The message for an empty list, and for one that can't be bound. The one for ids is invented.</param>
    private static IReadOnlyList<LenientBody> Entries(HttpRequest request, LenientBody body, string noItems)
    {
        var entries = LenientBody.Bind(ErrorCodes.BadRequestImageBatch, noItems, () => body.Items("images"));
        if (entries.Count == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageBatch, noItems);
        if (entries.Count > ImageUpload.MaxBatchSize)
            throw ServiceException.ExceededBatchSize("images", ImageUpload.MaxBatchSize);
        RequestRecord.Of(request).ImageCount = entries.Count;
        return entries;
    }

    private static UploadBatch BindBatch(HttpRequest request, LenientBody body, IReadOnlyList<LenientBody> entries, string noItems)
    {
        var version = V3Version.Of(request);
        var batch = LenientBody.Bind(ErrorCodes.BadRequestImageBatch, noItems, () => new UploadBatch(
            body.Ids("tagIds"),
            version.HasMetadata ? body.Member("metadata")?.Map : null,
            [.. entries.Select(entry => new Annotations(entry.Ids("tagIds"), [.. entry.Items("regions").Select(RegionEndpoints.Bind)]))]));
        var all = batch.PerImage!.SelectMany(image => image.TagIds).Concat(batch.TagIds).Distinct().ToArray();
        RequireFewTags(all);
        RequestRecord.Of(request).TagIds = RequestRecord.LimitIds(all);
        if (batch.Metadata is not null)
            ImageMetadata.Check(batch.Metadata, version.Metadata);
        return batch;
    }

    private static void RequireFewTags(IReadOnlyCollection<Guid> tagIds)
    {
        if (tagIds.Count > MaxTags)
            throw ServiceException.ExceededBatchSize("tags", MaxTags);
    }

    private static bool IsText(string? contentType) => MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && parsed.MediaType.ToString().ToUpperInvariant() is "APPLICATION/JSON" or "TEXT/JSON" or "APPLICATION/XML" or "TEXT/XML" or "APPLICATION/X-WWW-FORM-URLENCODED";

    private ImageCreateSummaryV3 Summary(HttpRequest request, IReadOnlyList<AddedImage> added)
    {
        var version = V3Version.Of(request);
        return new ImageCreateSummaryV3(
            added.All(image => image.Status == ImageStatus.OK),
            [.. added.Select(image => new ImageCreateResultV3(
                image.SourceUrl, version.NameOf(image.Status), image.Image is null ? null : contracts.Model(image.Image, isNew: true)))]);
    }
}
