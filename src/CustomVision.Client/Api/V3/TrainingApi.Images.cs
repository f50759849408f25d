using System.Net;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using static CustomVision.Api.ImageRequests;
using static CustomVision.Http.ApiRequest;

namespace CustomVision.Api.V3;

/// <content>Images, their tags, regions and metadata.</content>
internal sealed partial class TrainingApi
{
    // The service accepts no more tags in one request for a list.
    private const int MostTagsOfList = 20;

    public async Task<IReadOnlyList<ImageCreateResult?>> CreateImagesAsync(Guid projectId, IReadOnlyList<ImageEntry> images, CancellationToken cancellation)
    {
        var names = ImageNames.For(images);
        var metadata = images[0].Metadata.Count == 0 ? null : images[0].Metadata;
        if (metadata is not null)
            Require("3.3", "CreateImagesFromFiles", "metadata");
        var request = images[0].Source switch
        {
            ImageSource.Url => Post("CreateImagesFromUrls", $"{ImagesPath(projectId)}/urls", V3Json.Default.ImageCreateSummaryModel)
                .WithBody(
                    new ImageUrlBatchModel([.. images.Select(image => new ImageUrlEntryModel(image.Location, image.TagIds, RegionsOf(image)))], metadata),
                    V3Json.Default.ImageUrlBatchModel)
                .CountingAttempts(images),
            ImageSource.Prediction => Post("CreateImagesFromPredictions", $"{ImagesPath(projectId)}/predictions", V3Json.Default.ImageCreateSummaryModel)
                .WithBody(
                    new ImageIdBatchModel([.. images.Select(image => new ImageIdEntryModel(Guid.Parse(image.Location), image.TagIds, RegionsOf(image)))], metadata),
                    V3Json.Default.ImageIdBatchModel)
                .CountingAttempts(images),
            _ when IsSentAsData(images[0]) => Post(
                "CreateImagesFromData",
                new RelativeUri(ImagesPath(projectId)).WithList("tagIds", images[0].TagIds).ToString(),
                V3Json.Default.ImageCreateSummaryModel) with
            { Content = () => MultipartImageContent.Open(images, names) },
            _ => Post("CreateImagesFromFiles", $"{ImagesPath(projectId)}/files", V3Json.Default.ImageCreateSummaryModel) with
            { Content = () => FileBatchContent.Open(images, names, metadata) },
        };
        var summary = await SendAsync(request.About(images), cancellation).ConfigureAwait(false);
        return ImageNames.Match(images, names, Map(summary.Images, result => result.ToResult(projectId)));
    }

    public string ShareRequest(ImageEntry image) => IsSentAsData(image)
        ? ImageRequests.KeyOf(image.TagIds)
        : $"{image.Source} {string.Join("\n", image.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";

    public PagedList<Image> GetImages(Guid projectId, ImageFilter filter)
    {
        if (filter.TagIds.Count > MostTagsOfList)
        {
            var tagged = GetImages(projectId, WithoutTags(filter) with { Status = filter.Status == TaggingStatus.Untagged ? filter.Status : TaggingStatus.Tagged });
            return ImageLists.WithAnyTag("GetImages", tagged, filter, image => image.Tags, image => image.Id);
        }

        if (version.IsAtLeast("3.3"))
            return ImageLists.Of(
                "GetImages", filter, (skip, token) => GetPageAsync("GetImages", ImagesPath(projectId), projectId, filter, skip, token), image => image.Id);
        if (filter.MetadataFilter is not null)
            Require("3.3", "GetImages", "metadata");
        // Only tagged images have tags to filter by.
        string[] operations = filter.TagIds.Count > 0 || filter.Status == TaggingStatus.Tagged ? ["GetTaggedImages"]
            : filter.Status == TaggingStatus.Untagged ? ["GetUntaggedImages"]
            : ["GetTaggedImages", "GetUntaggedImages"];
        return new ImageLists(
            operations,
            filter,
            (operation, skip, token) => GetPageAsync(
                operation, $"{ImagesPath(projectId)}/{(operation == "GetTaggedImages" ? "tagged" : "untagged")}", projectId, filter, skip, token))
            .ToPagedList();
    }

    public async Task<IReadOnlyList<Image>> GetImagesByIdAsync(Guid projectId, IReadOnlyList<Guid> imageIds, Guid? iterationId, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{ImagesPath(projectId)}/id").WithList("imageIds", imageIds).With("iterationId", iterationId).ToString();
        var request = Get("GetImagesByIds", path, V3Json.Default.IReadOnlyListImageModel);
        return Map(await SendAsync(request, cancellation).ConfigureAwait(false), image => image.ToImage(projectId));
    }

    public async Task<int> CountImagesAsync(Guid projectId, ImageFilter filter, CancellationToken cancellation)
    {
        if (filter.TagIds.Count > MostTagsOfList)
            return await CountAllAsync(GetImages(projectId, filter), cancellation).ConfigureAwait(false);
        if (version.IsAtLeast("3.3"))
            return await CountAsync("GetImageCount", "count", tagging: filter.Status.ToString()).ConfigureAwait(false);
        if (filter.MetadataFilter is not null)
            Require("3.3", "GetImageCount", "metadata");
        var tagged = filter.Status == TaggingStatus.Untagged ? 0 : await CountAsync("GetTaggedImageCount", "tagged/count").ConfigureAwait(false);
        var countsUntagged = filter.Status != TaggingStatus.Tagged && filter.TagIds.Count == 0;
        return tagged + (countsUntagged ? await CountAsync("GetUntaggedImageCount", "untagged/count").ConfigureAwait(false) : 0);

        Task<int> CountAsync(string operation, string list, string? tagging = null)
        {
            var path = new RelativeUri($"{ImagesPath(projectId)}/{list}")
                .With("iterationId", filter.IterationId)
                .With("taggingStatus", tagging)
                .With("$filter", MetadataCondition(filter))
                .WithList("tagIds", filter.TagIds)
                .ToString();
            return SendAsync(Get(operation, path, V3Json.Default.Int32), cancellation);
        }
    }

    // Skips nothing, and reads the largest pages, because most items can be left out.
    private static ImageFilter WithoutTags(ImageFilter filter) => filter with { TagIds = [], Skip = 0, PageSize = ImageFilter.LargestPage };

    private static async Task<int> CountAllAsync<T>(PagedList<T> list, CancellationToken cancellation)
    {
        var count = 0;
        while (await list.NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
            count += page.Count;
        return count;
    }

    public async Task DeleteImagesAsync(Guid projectId, IReadOnlyList<Guid> imageIds, bool allIterations, CancellationToken cancellation)
    {
        if (allIterations)
            Require("3.1", "DeleteImages", "removing images from iterations");
        var path = new RelativeUri(ImagesPath(projectId)).WithList("imageIds", imageIds).With("allIterations", allIterations ? "true" : null).ToString();
        await SendAsync(Delete("DeleteImages", path), cancellation).ConfigureAwait(false);
    }

    public async Task DeleteAllImagesAsync(Guid projectId, bool allIterations, CancellationToken cancellation)
    {
        Require("3.1", "DeleteImages", "deleting all images");
        var path = new RelativeUri(ImagesPath(projectId)).With("allImages", "true").With("allIterations", allIterations ? "true" : null).ToString();
        await SendAsync(Delete("DeleteImages", path), cancellation).ConfigureAwait(false);
    }

    public async Task<Image?> AddImageTagAsync(Guid projectId, Guid imageId, Guid tagId, CancellationToken cancellation)
    {
        var refused = await AddImageTagsAsync(projectId, [new ImageTagPair(imageId, tagId)], cancellation).ConfigureAwait(false);
        return refused.Count == 0
            ? null
            : throw new ServiceErrorException(
                "CreateImageTags", HttpStatusCode.OK, new ServiceError(ImageStatus.ErrorTagLimitExceed, "The image has reached the limit of tags."), null, null);
    }

    public async Task<IReadOnlyList<ImageTagPair>> AddImageTagsAsync(Guid projectId, IReadOnlyList<ImageTagPair> pairs, CancellationToken cancellation)
    {
        var request = Post("CreateImageTags", $"{ImagesPath(projectId)}/tags", V3Json.Default.ImageTagSummaryModel)
            .WithBody(
                new ImageTagBatchModel([.. pairs.Select(pair => new ImageTagEntryModel(pair.ImageId, pair.TagId))]), V3Json.Default.ImageTagBatchModel) with
        { Subject = pairs.Count == 1 ? $"image {pairs[0].ImageId}" : $"{pairs.Count} tags of images" };
        var summary = await SendAsync(request, cancellation).ConfigureAwait(false);
        if (summary.Created is null && summary.Duplicated is null)
            return Pairs(summary.Exceeded); // The official example has null for lists.
        var done = new HashSet<ImageTagPair>(Pairs(summary.Created).Concat(Pairs(summary.Duplicated)));
        return [.. pairs.Where(pair => !done.Contains(pair))];

        static IReadOnlyList<ImageTagPair> Pairs(IReadOnlyList<ImageTagEntryModel?>? entries) => Map(entries, entry => new ImageTagPair(entry.ImageId, entry.TagId));
    }

    public async Task<bool> RemoveImageTagAsync(Guid projectId, Guid imageId, ImageTag tag, CancellationToken cancellation)
    {
        await RemoveImageTagsAsync(projectId, [imageId], [tag.TagId], cancellation).ConfigureAwait(false);
        return true;
    }

    public Task RemoveImageTagsAsync(Guid projectId, IReadOnlyList<Guid> imageIds, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{ImagesPath(projectId)}/tags").WithList("imageIds", imageIds).WithList("tagIds", tagIds).ToString();
        return SendAsync(
            Delete("DeleteImageTags", path) with
            { Subject = imageIds.Count == 1 ? $"image {imageIds[0]}" : $"{imageIds.Count} images" },
            cancellation);
    }

    public async Task<IReadOnlyDictionary<Guid, string>> UpdateImageMetadataAsync(
        Guid projectId, IReadOnlyList<Guid> imageIds, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        Require("3.3", "UpdateImageMetadata", "metadata");
        var path = new RelativeUri($"{ImagesPath(projectId)}/metadata").WithList("imageIds", imageIds).ToString();
        var request = Post("UpdateImageMetadata", path, V3Json.Default.MetadataSummaryModel).WithBody(metadata, V3Json.Default.IReadOnlyDictionaryStringString);
        var summary = await SendAsync(request, cancellation).ConfigureAwait(false);
        var statuses = new Dictionary<Guid, string>();
        foreach (var image in summary.Images ?? [])
            if (image is not null)
                statuses[image.ImageId] = image.Status ?? ImageStatus.ErrorUnknown;
        return statuses;
    }

    public async Task<IReadOnlyList<ImageRegionCreateResult>> CreateImageRegionsAsync(
        Guid projectId, IReadOnlyList<ImageRegion> regions, CancellationToken cancellation)
    {
        // The service rejects a request with two equal regions as a whole.
        var distinct = regions.GroupBy(KeyOf).Select(group => group.First());
        var request = Post("CreateImageRegions", $"{ImagesPath(projectId)}/regions", V3Json.Default.ImageRegionSummaryModel)
            .WithBody(new ImageRegionBatchModel([.. distinct.Select(region => region.ToModel(region.ImageId))]), V3Json.Default.ImageRegionBatchModel) with
        { Subject = $"{regions.Count} regions", IsDivisible = regions.Count > 1 };
        var summary = await SendAsync(request, cancellation).ConfigureAwait(false);
        // The order of the answer is not that of the request.
        var results = new Dictionary<string, ImageRegionCreateResult>();
        Add(summary.Exceeded, ImageRegionStatus.LimitExceeded, "The image has reached the limit of 300 regions.");
        Add(summary.Duplicated, ImageRegionStatus.Duplicate, null);
        Add(summary.Created, ImageRegionStatus.Created, null);
        return [.. regions.Select(region => results.TryGetValue(KeyOf(region), out var result)
            ? result
            : new ImageRegionCreateResult { Region = region, Message = "The service gave no result for the region." })];

        void Add(IReadOnlyList<ImageRegionModel?>? models, string status, string? message)
        {
            foreach (var region in Map(models, model => model.ToRegion(projectId, default)))
                results[KeyOf(region)] = new ImageRegionCreateResult { Status = status, Region = region, Message = message };
        }
    }

    public Task DeleteImageRegionsAsync(Guid projectId, IReadOnlyList<Guid> regionIds, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteImageRegions", new RelativeUri($"{ImagesPath(projectId)}/regions").WithList("regionIds", regionIds).ToString()), cancellation);

    public async Task<IReadOnlyList<RegionProposal>> GetImageRegionProposalsAsync(Guid projectId, Guid imageId, CancellationToken cancellation)
    {
        var request = Post("GetImageRegionProposals", $"{ImagesPath(projectId)}/{imageId}/regionproposals", V3Json.Default.RegionProposalsModel);
        var answer = await SendAsync(request, cancellation).ConfigureAwait(false);
        return Map(answer.Proposals, proposal => proposal.ToProposal(projectId, imageId));
    }

    // A body of files is smaller than one of base64 text. But it has the same tags for all images, and neither regions nor metadata.
    private static bool IsSentAsData(ImageEntry image) => image.Source == ImageSource.File && image.Regions.Count == 0 && image.Metadata.Count == 0;

    private static IReadOnlyList<ImageRegionModel>? RegionsOf(ImageEntry image) =>
        image.Regions.Count == 0 ? null : [.. image.Regions.Select(region => region.ToModel(imageId: null))];

    // The service keeps six decimals.
    private static string KeyOf(ImageRegion region) => FormattableString.Invariant(
        $"{region.ImageId:N} {region.TagId:N} {region.Left:0.00000} {region.Top:0.00000} {region.Width:0.00000} {region.Height:0.00000}");

    private static string? MetadataCondition(ImageFilter filter) => filter.MetadataFilter is { } condition
        ? condition.StartsWith("metadata=", StringComparison.OrdinalIgnoreCase) ? condition : $"metadata={condition}"
        : null;

    private async Task<(int Count, IReadOnlyList<Image> Images)> GetPageAsync(
        string operation, string list, Guid projectId, ImageFilter filter, int skip, CancellationToken cancellation)
    {
        var hasStatus = operation == "GetImages" && filter.Status != TaggingStatus.All;
        var path = new RelativeUri(list)
            .With("iterationId", filter.IterationId)
            .WithList("tagIds", operation == "GetUntaggedImages" ? [] : filter.TagIds)
            .With("taggingStatus", hasStatus ? filter.Status.ToString() : null)
            .With("$filter", MetadataCondition(filter))
            .With("orderBy", filter.OrderBy.ToString())
            .With("take", filter.PageSize)
            .With("skip", skip)
            .ToString();
        var page = await SendAsync(Get(operation, path, V3Json.Default.IReadOnlyListImageModel), cancellation).ConfigureAwait(false);
        return (page.Count, Map(page, image => image.ToImage(projectId)));
    }
}
