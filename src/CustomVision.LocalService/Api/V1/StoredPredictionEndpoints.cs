using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V1;

internal sealed record PredictionModel(
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTimeOffset Created,
    PredictionTagModel[] Predictions,
    string ImageUri,
    string ThumbnailUri);

internal sealed record PredictionTagModel(Guid TagId, string Tag, float Probability);

internal sealed record PredictionQueryModel(PredictionModel[] Results, PredictionQueryTokenModel Token);

/// <param name="Continuation">Null on the last page, as in the published examples.</param>
internal sealed record PredictionQueryTokenModel(
    string Session,
    string? Continuation,
    int MaxCount,
    PredictionOrder OrderBy,
    Guid? IterationId,
    Guid[]? TagIds,
    float Threshold,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Source);

/// <summary>The stored predictions of a project, as the Training API lists and deletes them.</summary>
internal sealed class StoredPredictionEndpoints(Predictions predictions, PredictionList list, ImageLinks links)
{
    // The default of later versions, which also use it for 0.
    private const int DefaultMaxCount = 50;

    public void Map(IEndpointRouteBuilder project)
    {
        project.Map("GET", "predictions", V1Json.Default.PredictionQueryModel, GetPredictionResults).WithOperation(nameof(GetPredictionResults));
        project.Map("POST", "predictions/next", V1Json.Default.PredictionQueryModel, GetNextPredictionResults)
            .WithOperation(nameof(GetNextPredictionResults));
        project.Map("DELETE", "predictions", DeletePrediction).WithOperation(nameof(DeletePrediction));
    }

    private PredictionQueryModel GetPredictionResults(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        // 1.0 requires these two.
        foreach (var name in (string[])["maxCount", "orderBy"])
            if (request.Query[name].ToString().Length == 0)
                throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, $"{name} is required.");
        return Page(projectId, position: null, Query(request.Parameters(), request.QueryIds("tagIds")));
    }

    private async Task<PredictionQueryModel> GetNextPredictionResults(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var body = await RequestBody.ReadAsync(
            request,
            ["continuation", "maxCount", "orderBy", "iterationId", "threshold", "startTime", "endTime", "source"],
            "tagIds");
        // A response without this check would make a program that ignores Continuation loop without end.
        var position = ContinuationToken.Parse(body.Text("continuation"));
        return Page(projectId, position, Query(body, body.Ids("tagIds")));
    }

    private Task DeletePrediction(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var ids = request.QueryIds("ids");
        return ids.Count > 0
            ? predictions.DeleteAsync(projectId, ids)
            : throw new ServiceException(ErrorCodes.BadRequestPredictionIdsMissing, "ids must contain the ids of the predictions to delete.");
    }

    private static PredictionQuery Query(RequestParameters parameters, IReadOnlyCollection<Guid> tagIds) => new(
        parameters.Count("maxCount") ?? 0,
        parameters.Choice("orderBy", PredictionOrder.Newest, PredictionOrder.Oldest, PredictionOrder.Suggested),
        parameters.Id("iterationId"),
        [.. tagIds.Select(id => new TagRange(id))],
        (float)(parameters.Share("threshold") ?? 0),
        parameters.Time("startTime"),
        parameters.Time("endTime"),
        parameters.Text("source") is { Length: > 0 } source ? source : null);

    private PredictionQueryModel Page(Guid projectId, PredictionPosition? position, PredictionQuery query)
    {
        var page = list.Page(projectId, query with { MaxCount = query.MaxCount > 0 ? query.MaxCount : DefaultMaxCount }, position);
        return new PredictionQueryModel(
            [.. page.Predictions.Select(prediction => Model(projectId, prediction))],
            new PredictionQueryTokenModel(
                ContinuationToken.Session(page.Newest),
                page.Next is { } next ? ContinuationToken.Format(next) : null,
                query.MaxCount,
                query.OrderBy,
                query.IterationId,
                query.Tags.Count > 0 ? [.. query.Tags.Select(tag => tag.TagId)] : null,
                query.Threshold,
                query.StartTime,
                query.EndTime,
                query.Source));
    }

    private PredictionModel Model(Guid projectId, StoredPrediction prediction) => new(
        prediction.Id,
        projectId,
        prediction.IterationId,
        prediction.Created,
        [.. prediction.Tags.Select(tag => new PredictionTagModel(tag.TagId, tag.Tag, tag.Probability))],
        links.To(prediction.Id, ImageLinks.Image),
        links.To(prediction.Id, ImageLinks.Thumbnail));
}
