using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

internal sealed class StoredPredictionOperations(Predictions predictions, PredictionList list, ImageLinks links)
{
    // What later versions take when none is given; there a query of 0 is one without a wish.
    private const int DefaultMaxCount = 50;

    public Task<PredictionQueryModel> GetPredictionResults(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var query = request.Query;
        // 1.0 requires these two; a program that leaves them out should find that out here.
        foreach (var name in (string[])["maxCount", "orderBy"])
            if (query[name].ToString().Length == 0)
                throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, $"{name} is required.");

        return Task.FromResult(Page(projectId, position: null, new PredictionQuery(
            request.QueryCount("maxCount", 0),
            Order("orderBy", query["orderBy"]),
            request.QueryId("iterationId"),
            request.QueryIds("tagIds"),
            (float)(request.QueryShare("threshold") ?? 0),
            RequestValues.Time("startTime", query["startTime"]),
            RequestValues.Time("endTime", query["endTime"]),
            query["source"].ToString() is { Length: > 0 } source ? source : null)));
    }

    public async Task<PredictionQueryModel> GetNextPredictionResults(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var token = await ModelBody.ReadAsync(
            request,
            new("Continuation"), new("MaxCount"), new("OrderBy"), new("IterationId"), new("TagIds", IsList: true),
            new("Threshold"), new("StartTime"), new("EndTime"), new("Source"));
        // Answered with anything else, a program that does not look at Continuation would never come to an end.
        var position = ContinuationToken.Read(token.Text("Continuation"));
        return Page(projectId, position, new PredictionQuery(
            RequestValues.Count("MaxCount", token.Text("MaxCount")) ?? 0,
            Order("OrderBy", token.Text("OrderBy")),
            token.Id("IterationId"),
            [.. token.List("TagIds").Select(id => RequestValues.Id("TagIds", id))],
            (float)(RequestValues.Share("Threshold", token.Text("Threshold")) ?? 0),
            RequestValues.Time("StartTime", token.Text("StartTime")),
            RequestValues.Time("EndTime", token.Text("EndTime")),
            token.Text("Source") is { Length: > 0 } source ? source : null));
    }

    public Task DeletePrediction(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var ids = request.QueryIds("ids");
        return ids.Count > 0
            ? predictions.DeleteAsync(projectId, ids)
            : throw new ServiceException(ErrorCodes.BadRequestPredictionIdsMissing, "ids must name the predictions to delete.");
    }

    private PredictionQueryModel Page(Guid projectId, PredictionPosition? position, PredictionQuery query)
    {
        var page = list.Page(projectId, query with { MaxCount = query.MaxCount > 0 ? query.MaxCount : DefaultMaxCount }, position);
        return new PredictionQueryModel(
            [.. page.Predictions.Select(prediction => Model(projectId, prediction))],
            new PredictionQueryTokenModel(
                ContinuationToken.Session(page.Newest),
                page.Next is { } next ? ContinuationToken.Write(next) : null,
                query.MaxCount,
                query.OrderBy,
                query.IterationId,
                query.TagIds.Count > 0 ? [.. query.TagIds] : null,
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

    private static PredictionOrder Order(string name, string? text) => text?.ToUpperInvariant() switch
    {
        null or "" or "NEWEST" => PredictionOrder.Newest,
        "OLDEST" => PredictionOrder.Oldest,
        "SUGGESTED" => PredictionOrder.Suggested,
        _ => throw new ServiceException(
            ErrorCodes.BadRequest, $"{name} must be Newest, Oldest or Suggested; '{RequestValues.Shown(text)}' is none of them."),
    };
}
