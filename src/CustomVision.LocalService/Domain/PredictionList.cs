using System.Text.Json.Serialization;
using CustomVision.LocalService.Data;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <summary>The order of stored predictions. The names are those of the API.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PredictionOrder>))]
internal enum PredictionOrder
{
    Newest,
    Oldest,

    /// <summary>
    /// The most uncertain first: predictions with a tag whose probability is closest to 0.5. The documentation of 1.0 doesn't
    /// say what it orders by.
    /// </summary>
    Suggested,
}

/// <summary>A tag and the range of its probability, from 0 to 1.</summary>
internal sealed record TagRange(Guid TagId, float Min = 0, float Max = 1);

/// <summary>A filter and an order for stored predictions.</summary>
/// <param name="MaxCount">The size of a page.</param>
/// <param name="Tags">The tags, one of which must have a probability in its range; empty for any tag.</param>
/// <param name="Threshold">The least probability of one of the tags, from 0 to 1.</param>
/// <param name="StartTime">The earliest time; null for no limit.</param>
/// <param name="EndTime">The latest time; null for no limit.</param>
/// <param name="Source">The name of the calling application, matched exactly; null for all.</param>
internal sealed record PredictionQuery(
    int MaxCount,
    PredictionOrder OrderBy,
    Guid? IterationId,
    IReadOnlyCollection<TagRange> Tags,
    float Threshold,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Source);

/// <summary>The position between two pages.</summary>
/// <param name="Newest">The key of the newest prediction at the time of the first page. Later predictions are on no page.</param>
/// <param name="Key">The key of the last prediction on the page.</param>
/// <param name="Margin">The margin of the last prediction on the page.</param>
internal sealed record PredictionPosition(long Newest, long Key, double Margin);

/// <param name="Next">The start of the next page; null on the last page.</param>
internal sealed record PredictionPage(IReadOnlyList<StoredPrediction> Predictions, long Newest, PredictionPosition? Next);

/// <summary>
/// Lists stored predictions in pages. A page starts after the last prediction of the page before, so that additions and deletions
/// in between don't shift it.
/// </summary>
internal sealed class PredictionList(Store store)
{
    /// <summary>The largest page. Its token leads to the next one.</summary>
    public const int MaxPageSize = 1000;

    // The number of rows to read and then to filter by tags.
    private const int RowsPerStep = 256;

    private const string SelectAll =
        "SELECT key, id, iteration, iteration_id, created, margin, probabilities, source, boxes FROM predictions WHERE project = $1";

    private const string Select =
        """
        SELECT key, id, iteration, iteration_id, created, margin, probabilities, source, boxes FROM predictions
        WHERE project = $1 AND key <= $2
            AND ($3 IS NULL OR iteration_id = $3) AND ($4 IS NULL OR created >= $4) AND ($5 IS NULL OR created <= $5)
            AND ($6 IS NULL OR source = $6)
        """;

    /// <param name="position">The end of the page before; null for the first page.</param>
    public PredictionPage Page(Guid projectId, PredictionQuery query, PredictionPosition? position) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        RequireKnown(session, project, query);

        var newest = position?.Newest ?? session.QueryNumber("SELECT MAX(key) FROM predictions WHERE project = $1", project.Key) ?? 0;
        var size = Math.Min(query.MaxCount, MaxPageSize);
        var tags = new Dictionary<long, List<Tag>>();
        var page = new List<StoredPrediction>();
        var at = position ?? Start(query.OrderBy, newest);
        while (page.Count <= size)
        {
            var rows = session.Query($"{Select} {After(query.OrderBy)}", Read,
                project.Key, newest, query.IterationId, query.StartTime, query.EndTime, query.Source, at.Key, at.Margin, RowsPerStep);
            foreach (var row in rows)
                if (page.Count <= size && WithTags(session, tags, row) is var prediction && Has(prediction, query))
                    page.Add(prediction);
            if (rows.Count < RowsPerStep)
                break;
            at = new PredictionPosition(newest, rows[^1].Key, rows[^1].Margin);
        }

        // One more prediction than requested shows that there is another page.
        if (page.Count <= size)
            return new PredictionPage(page, newest, null);
        page.RemoveAt(size);
        return new PredictionPage(page, newest, new PredictionPosition(newest, page[^1].Key, page[^1].Margin));
    });

    /// <summary>A part of the list, newest first, by its position.</summary>
    public (IReadOnlyList<StoredPrediction> Predictions, int Total) Newest(Guid projectId, int take, Func<int, int> skip) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var total = session.Count("SELECT COUNT(*) FROM predictions WHERE project = $1", project.Key);
        return (Read(session, $"{SelectAll} ORDER BY key DESC LIMIT $2 OFFSET $3", project.Key, take, skip(total)), total);
    });

    public StoredPrediction Get(Guid projectId, Guid id) => store.Database.Read(session =>
        Read(session, $"{SelectAll} AND id = $2", Projects.Get(session, projectId).Key, id).FirstOrDefault()
            ?? throw new ServiceException(ErrorCodes.NotFound, $"There is no prediction {id} in this project."));

    /// <summary>The newest predictions of an image with the same bytes as this one.</summary>
    public IReadOnlyList<StoredPrediction> OfImage(Guid projectId, StoredImage image, int take) => store.Database.Read(session => Read(
        session,
        $"{SelectAll} AND content = (SELECT content FROM images WHERE key = $2) ORDER BY key DESC LIMIT $3",
        Projects.Get(session, projectId).Key, image.Key, take));

    private static List<StoredPrediction> Read(SqlSession session, string sql, params object?[] values)
    {
        var tags = new Dictionary<long, List<Tag>>();
        return session.Query(sql, Read, values).ConvertAll(row => WithTags(session, tags, row));
    }

    private static PredictionPosition Start(PredictionOrder order, long newest) => order switch
    {
        PredictionOrder.Newest => new(newest, long.MaxValue, 0),
        PredictionOrder.Oldest => new(newest, 0, 0),
        _ => new(newest, 0, -1),
    };

    private static string After(PredictionOrder order) => order switch
    {
        PredictionOrder.Newest => "AND key < $7 ORDER BY key DESC LIMIT $9",
        PredictionOrder.Oldest => "AND key > $7 ORDER BY key LIMIT $9",
        _ => "AND (margin, key) > ($8, $7) ORDER BY margin, key LIMIT $9",
    };

    private static void RequireKnown(SqlSession session, Project project, PredictionQuery query)
    {
        // Predictions outlive their iteration, and an iteration keeps its deleted tags.
        if (query.IterationId is { } iteration
            && !session.Exists("SELECT 1 FROM iterations WHERE id = $1 AND project = $2", iteration, project.Key)
            && !session.Exists("SELECT 1 FROM predictions WHERE project = $2 AND iteration_id = $1", iteration, project.Key))
            throw ServiceException.NotFoundIteration(iteration);
        foreach (var (tag, _, _) in query.Tags)
            if (!session.Exists("SELECT 1 FROM tags WHERE id = $1 AND project = $2", tag, project.Key)
                && !session.Exists("SELECT 1 FROM iteration_tags WHERE id = $1", tag))
                throw ServiceException.NotFoundTag(tag);
    }

    private static bool Has(StoredPrediction prediction, PredictionQuery query) =>
        prediction.Tags.Any(tag => tag.Probability >= query.Threshold && (query.Tags.Count == 0
            || query.Tags.Any(range => range.TagId == tag.TagId && tag.Probability >= range.Min && tag.Probability <= range.Max)));

    private static StoredPrediction WithTags(SqlSession session, Dictionary<long, List<Tag>> known, Row row)
    {
        if (!known.TryGetValue(row.Iteration, out var tags))
            known[row.Iteration] = tags = Snapshots.Tags(session, row.Iteration);
        return new StoredPrediction(
            row.Key, row.Id, row.IterationId, row.Created, row.Margin, row.Predicted.Tags(tags), row.Source);
    }

    private static Row Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetInt64(2),
        row.GetGuid(3),
        row.GetTime(4),
        row.GetDouble(5),
        Predicted.FromBytes(row.GetBytes(6), row.IsDBNull(8) ? null : row.GetBytes(8)),
        row.GetNullableString(7));

    private sealed record Row(long Key, Guid Id, long Iteration, Guid IterationId, DateTimeOffset Created, double Margin, Predicted Predicted, string? Source);
}
