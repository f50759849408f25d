using System.Globalization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Api.V3;

internal sealed record SuggestedTagAndRegionV3(
    Guid Id, Guid Project, Guid Iteration, DateTime Created, PredictionV3[] Predictions, double PredictionUncertainty);

internal sealed record StoredSuggestedTagAndRegionV3(
    int Width,
    int Height,
    string ResizedImageUri,
    string ThumbnailUri,
    string OriginalImageUri,
    Guid Domain,
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTime Created,
    PredictionV3[] Predictions,
    double PredictionUncertainty);

internal sealed record SuggestedTagAndRegionQueryV3(SuggestedTagAndRegionQueryTokenV3 Token, StoredSuggestedTagAndRegionV3[] Results);

/// <param name="Continuation">Null on the last page.</param>
internal sealed record SuggestedTagAndRegionQueryTokenV3(
    Guid[]? TagIds, double Threshold, string Session, string? Continuation, int MaxCount, string SortBy);

/// <summary>Suggests tags and regions for untagged images.</summary>
internal sealed class SuggestionEndpoints(Suggestions suggestions, Projects projects, ImageContracts contracts)
{
    private const int MaxImages = 64;
    private const int DefaultMaxCount = 50;
    private const int LargestMaxCount = 1000;

    private enum SortBy
    {
        UncertaintyAscending,
        UncertaintyDescending,
    }

    public void Map(V3Routes routes)
    {
        routes.Map(nameof(SuggestTagsAndRegions), "POST", "projects/{projectId}/tagsandregions/suggestions", SuggestTagsAndRegions, since: 1);
        routes.Map(nameof(QuerySuggestedImages), "POST", "projects/{projectId}/images/suggested", QuerySuggestedImages, since: 1);
        routes.Map(nameof(QuerySuggestedImageCount), "POST", "projects/{projectId}/images/suggested/count", QuerySuggestedImageCount, since: 1);
    }

    private async Task<SuggestedTagAndRegionV3[]> SuggestTagsAndRegions(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), IterationId(request));
        var found = await suggestions.SuggestAsync(projectId, iterationId, ImageEndpoints.RequiredIds(request, "imageIds", MaxImages));
        return [.. found.Select(one => new SuggestedTagAndRegionV3(
            one.Image.Id, projectId, iterationId, one.Created.UtcDateTime, PredictionV3.Of(one.Tags), one.Uncertainty))];
    }

    private async Task<SuggestedTagAndRegionQueryV3> QuerySuggestedImages(HttpRequest request)
    {
        var (project, iterationId) = (projects.Get(request.PathId("projectId")), IterationId(request));
        var body = await LenientBody.ReadAsync(request);
        var (tagIds, threshold) = (body.Ids("tagIds"), body.Share("threshold") ?? 0);
        var (maxCount, sortBy) = (body.Count("maxCount") ?? 0, body.Choice("sortBy", SortBy.UncertaintyAscending, SortBy.UncertaintyDescending));
        var size = maxCount == 0 ? DefaultMaxCount : Math.Min(maxCount, LargestMaxCount);
        // One more than requested shows that there is another page.
        var found = suggestions.List(project.Id, iterationId, new SuggestionQuery(
            tagIds, threshold, size + 1, sortBy == SortBy.UncertaintyDescending, ParsePosition(body.Text("continuation"))));
        var page = found.Take(size).ToArray();
        return new SuggestedTagAndRegionQueryV3(
            new SuggestedTagAndRegionQueryTokenV3(
                tagIds.Count > 0 ? [.. tagIds] : null,
                threshold,
                body.Text("session") is { Length: > 0 } session ? session : string.Create(CultureInfo.InvariantCulture, $"2:{page.Length}"),
                found.Count > size ? FormatPosition(page[^1]) : null,
                maxCount,
                sortBy.ToString()),
            [.. page.Select(one => new StoredSuggestedTagAndRegionV3(
                one.Image.Width, one.Image.Height, contracts.Image(one.Image.Id), contracts.Thumbnail(one.Image.Id), contracts.Image(one.Image.Id),
                project.DomainId, one.Image.Id, project.Id, iterationId, one.Created.UtcDateTime, PredictionV3.Of(one.Tags), one.Uncertainty))]);
    }

    private async Task<Dictionary<Guid, int>> QuerySuggestedImageCount(HttpRequest request)
    {
        var (projectId, iterationId) = (request.PathId("projectId"), IterationId(request));
        var body = await LenientBody.ReadAsync(request);
        return suggestions.Count(projectId, iterationId, body.Ids("tagIds"), body.Share("threshold") ?? 0);
    }

    private static Guid IterationId(HttpRequest request) => request.QueryId("iterationId")
        ?? throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "iterationId is required.");

    private static string FormatPosition(Suggestion last) => string.Create(
        CultureInfo.InvariantCulture, $"1:{BitConverter.DoubleToInt64Bits(last.Uncertainty):x}:{last.Image.Key}");

    private static (double Uncertainty, long Image)? ParsePosition(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return text.Split(':') is ["1", var bits, var key]
            && long.TryParse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var uncertainty)
            && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var image)
                ? (BitConverter.Int64BitsToDouble(uncertainty), image)
                : throw LenientBody.Invalid("continuation must be the value that the previous page returned.");
    }
}
