using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api.V3;

internal sealed record StoredImagePredictionV3(
    string ResizedImageUri,
    string ThumbnailUri,
    string OriginalImageUri,
    Guid Domain,
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTimeOffset Created,
    PredictionV3[] Predictions);

internal sealed record PredictionQueryResultV3(PredictionQueryTokenV3 Token, StoredImagePredictionV3[] Results);

/// <param name="Continuation">Null on the last page.</param>
internal sealed record PredictionQueryTokenV3(
    string Session,
    string? Continuation,
    int MaxCount,
    string OrderBy,
    PredictionQueryTagV3[]? Tags,
    Guid? IterationId,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Application);

internal sealed record PredictionQueryTagV3(Guid Id, float MinThreshold, float MaxThreshold);

/// <summary>The stored predictions of a project, as the Training API lists and deletes them.</summary>
internal sealed class StoredPredictionEndpoints(Predictions predictions, PredictionList list, Projects projects, ImageContracts contracts)
{
    // What the real service uses for 0.
    private const int DefaultMaxCount = 50;
    private const int MaxTags = 2;
    private const int MaxIds = 64;

    public void Map(V3Routes routes)
    {
        routes.Map(nameof(QueryPredictions), "POST", "projects/{projectId}/predictions/query", QueryPredictions);
        routes.MapNoContent(nameof(DeletePrediction), "DELETE", "projects/{projectId}/predictions", DeletePrediction);
    }

    private async Task<PredictionQueryResultV3> QueryPredictions(HttpRequest request)
    {
        var project = projects.Get(request.PathId("projectId"));
        var body = await LenientBody.ReadAsync(request);
        var tags = Tags(body);
        var query = new PredictionQuery(
            body.Count("maxCount") ?? 0,
            body.Choice("orderBy", PredictionOrder.Newest, PredictionOrder.Oldest, PredictionOrder.Suggested),
            body.Id("iterationId"),
            tags,
            Threshold: 0,
            body.Time("startTime"),
            body.Time("endTime"),
            body.Text("application") is { Length: > 0 } application ? application : null);
        var position = body.Text("continuation") is { Length: > 0 } continuation ? ContinuationToken.Parse(continuation) : null;
        var page = list.Page(project.Id, query with { MaxCount = query.MaxCount > 0 ? query.MaxCount : DefaultMaxCount }, position);
        return new PredictionQueryResultV3(
            new PredictionQueryTokenV3(
                ContinuationToken.Session(page.Newest),
                page.Next is { } next ? ContinuationToken.Format(next) : null,
                query.MaxCount,
                query.OrderBy.ToString(),
                tags.Count == 0 ? null : [.. tags.Select(tag => new PredictionQueryTagV3(tag.TagId, tag.Min, tag.Max))],
                query.IterationId,
                query.StartTime,
                query.EndTime,
                query.Source),
            [.. page.Predictions.Select(prediction => new StoredImagePredictionV3(
                contracts.Image(prediction.Id), contracts.Thumbnail(prediction.Id), contracts.Image(prediction.Id), project.DomainId,
                prediction.Id, project.Id, prediction.IterationId, prediction.Created, PredictionV3.Of(prediction.Tags)))]);
    }

    private Task DeletePrediction(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var ids = request.QueryIds("ids");
        // The codes are published; the texts are invented.
        return ids.Count == 0 ? throw new ServiceException(ErrorCodes.BadRequestPredictionIdsMissing, "ids must contain the ids of the predictions to delete.")
            : ids.Count > MaxIds ? throw new ServiceException(ErrorCodes.BadRequestPredictionIdsExceededCount, $"ids can contain at most {MaxIds} ids.")
            : predictions.DeleteAsync(projectId, ids);
    }

    /// <summary>The clients of 3.0 send tags without members, because its description has these as read-only; they filter nothing.</summary>
    private static List<TagRange> Tags(LenientBody body)
    {
        var tags = body.Items("tags").Where(tag => !tag.IsEmpty).Select(tag => new TagRange(
            tag.RequiredId("id"), (float)(tag.Share("minThreshold") ?? 0), (float)(tag.Share("maxThreshold") ?? 1))).ToList();
        return tags.Count <= MaxTags
            ? tags
            : throw new ServiceException(ErrorCodes.BadRequestPredictionTagsExceededCount, string.Create(CultureInfo.InvariantCulture, $"tags can contain at most {MaxTags} tags."));
    }
}
