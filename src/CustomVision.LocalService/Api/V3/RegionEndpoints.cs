using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Api.V3;

internal sealed record ImageRegionCreateSummaryV3(
    ImageRegionCreateResultV3[] Created, ImageRegionCreateEntryV3[] Duplicated, ImageRegionCreateEntryV3[] Exceeded) : IResultList, IBatchResult
{
    bool IBatchResult.IsComplete => Duplicated.Length == 0 && Exceeded.Length == 0;

    public object Shuffled(ResultShuffle shuffle) => this with { Created = shuffle.Apply(Created) };
}

internal sealed record ImageRegionCreateResultV3(
    Guid ImageId, Guid RegionId, string TagName, DateTime Created, Guid TagId, float Left, float Top, float Width, float Height);

internal sealed record ImageRegionCreateEntryV3(Guid ImageId, Guid TagId, float Left, float Top, float Width, float Height);

internal sealed record ImageRegionProposalV3(Guid ProjectId, Guid ImageId, RegionProposalV3[] Proposals);

internal sealed record RegionProposalV3(float Confidence, BoundingBoxV3 BoundingBox);

/// <summary>The regions of images, and proposals for them.</summary>
internal sealed class RegionEndpoints(Regions regions, Images images, DecodingLimit decoding)
{
    private const int MaxRegions = 64;

    public void Map(V3Routes routes)
    {
        routes.Map(nameof(CreateImageRegions), "POST", "projects/{projectId}/images/regions", CreateImageRegions);
        routes.MapNoContent(nameof(DeleteImageRegions), "DELETE", "projects/{projectId}/images/regions", DeleteImageRegions);
        routes.Map(nameof(GetImageRegionProposals), "POST", "projects/{projectId}/images/{imageId}/regionproposals", GetImageRegionProposals);
    }

    public static NewRegion Bind(LenientBody entry) => new(
        entry.RequiredId("tagId"),
        new BoundingBox(entry.RequiredNumber("left"), entry.RequiredNumber("top"), entry.RequiredNumber("width"), entry.RequiredNumber("height")));

    private async Task<ImageRegionCreateSummaryV3> CreateImageRegions(HttpRequest request)
    {
        const string NoRegions = "No image regions provided";
        var projectId = request.PathId("projectId");
        var body = await LenientBody.ReadAsync(request);
        var entries = LenientBody.Bind(ErrorCodes.BadRequestImageRegions, NoRegions, () =>
            body.Items("regions").Select(entry => new ImageRegionEntry(entry.RequiredId("imageId"), Bind(entry))).ToArray());
        if (entries.Length == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageRegions, NoRegions);
        if (entries.Length > MaxRegions)
            throw ServiceException.ExceededBatchSize("regions", MaxRegions);
        RequestRecord.Of(request).TagIds = RequestRecord.LimitIds([.. entries.Select(entry => entry.Region.TagId).Distinct()]);
        var result = await regions.AddAsync(projectId, entries);
        return new ImageRegionCreateSummaryV3(
            [.. result.Created.Select(one => new ImageRegionCreateResultV3(
                one.ImageId, one.Region.Id, one.Region.TagName, one.Region.Created.UtcDateTime, one.Region.TagId,
                one.Region.Box.Left, one.Region.Box.Top, one.Region.Box.Width, one.Region.Box.Height))],
            Models(result.Duplicated),
            Models(result.Exceeded));
    }

    private Task DeleteImageRegions(HttpRequest request) =>
        regions.DeleteAsync(request.PathId("projectId"), ImageEndpoints.RequiredIds(request, "regionIds", MaxRegions));

    private async Task<ImageRegionProposalV3> GetImageRegionProposals(HttpRequest request)
    {
        var (projectId, imageId) = (request.PathId("projectId"), request.PathId("imageId"));
        images.Get(projectId, imageId);
        var content = images.FindContent(imageId) ?? throw ServiceException.NotFoundImage(imageId);
        var proposals = await decoding.RunAsync(
            () =>
            {
                using var data = ImageBytes.Copy(content.Bytes);
                return RegionProposer.Propose(data);
            },
            request.HttpContext.RequestAborted);
        return new ImageRegionProposalV3(
            projectId,
            imageId,
            [.. proposals.Select(one => new RegionProposalV3(one.Confidence, new BoundingBoxV3(one.Left, one.Top, one.Width, one.Height)))]);
    }

    private static ImageRegionCreateEntryV3[] Models(IEnumerable<ImageRegionEntry> entries) => [.. entries.Select(entry => new ImageRegionCreateEntryV3(
        entry.ImageId, entry.Region.TagId, entry.Region.Box.Left, entry.Region.Box.Top, entry.Region.Box.Width, entry.Region.Box.Height))];
}
