using System.Text.Json.Serialization;
using CustomVision.LocalService.Data;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <summary>The order of stored predictions; the names are those on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PredictionOrder>))]
internal enum PredictionOrder
{
    Newest,
    Oldest,

    /// <summary>
    /// What a person should look at first: those with a tag about which the model says neither yes nor no, that is, whose
    /// probability is nearest to one half. 1.0 does not say what it orders by.
    /// </summary>
    Suggested,
}

/// <summary>Which stored predictions, in which order.</summary>
/// <param name="MaxCount">How many on a page.</param>
/// <param name="TagIds">Predictions whose probability for any of these reaches the threshold; none are any tags.</param>
/// <param name="Threshold">From 0 to 1.</param>
/// <param name="StartTime">Stored then or later; null for no bound.</param>
/// <param name="EndTime">Stored then or earlier; null for no bound.</param>
/// <param name="Source">The application that asked, to the letter; null for all.</param>
internal sealed record PredictionQuery(
    int MaxCount,
    PredictionOrder OrderBy,
    Guid? IterationId,
    IReadOnlyCollection<Guid> TagIds,
    float Threshold,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Source);

/// <summary>Where a page ends and the next one begins.</summary>
/// <param name="Newest">The newest prediction when the first page was asked for: what comes later is on no page.</param>
/// <param name="Key">Of the last prediction of the page.</param>
/// <param name="Margin">Of the last prediction of the page.</param>
internal sealed record PredictionPosition(long Newest, long Key, double Margin);

/// <param name="Next">Where the next page begins; null when this is the last.</param>
internal sealed record PredictionPage(IReadOnlyList<StoredPrediction> Predictions, long Newest, PredictionPosition? Next);

/// <summary>
/// Lists stored predictions page by page. A page goes on behind the last prediction of the one before, whatever was added or
/// deleted meanwhile, and however many have the same time.
/// </summary>
internal sealed class PredictionList(Store store)
{
    /// <summary>A page has no more, however many are asked for; its token leads to the rest.</summary>
    public const int MaxPageSize = 1000;

    // Rows that are read at once, to see whether they have the tags asked for.
    private const int RowsPerStep = 256;

    private const string Select =
        """
        SELECT key, id, iteration, iteration_id, created, margin, probabilities FROM predictions
        WHERE project = $1 AND key <= $2
            AND ($3 IS NULL OR iteration_id = $3) AND ($4 IS NULL OR created >= $4) AND ($5 IS NULL OR created <= $5)
            AND ($6 IS NULL OR source = $6)
        """;

    /// <param name="position">Where the page before has ended; null for the first.</param>
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

        // One more than asked for was looked for, to know whether there is another page.
        if (page.Count <= size)
            return new PredictionPage(page, newest, null);
        page.RemoveAt(size);
        return new PredictionPage(page, newest, new PredictionPosition(newest, page[^1].Key, page[^1].Margin));
    });

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
        // An iteration that was deleted has left its predictions, and a deleted tag is still one of an iteration.
        if (query.IterationId is { } iteration
            && !session.Exists("SELECT 1 FROM iterations WHERE id = $1 AND project = $2", iteration, project.Key)
            && !session.Exists("SELECT 1 FROM predictions WHERE project = $2 AND iteration_id = $1", iteration, project.Key))
            throw ServiceException.NotFoundIteration(iteration);
        foreach (var tag in query.TagIds)
            if (!session.Exists("SELECT 1 FROM tags WHERE id = $1 AND project = $2", tag, project.Key)
                && !session.Exists("SELECT 1 FROM iteration_tags WHERE id = $1", tag))
                throw ServiceException.NotFoundTag(tag);
    }

    private static bool Has(StoredPrediction prediction, PredictionQuery query) =>
        prediction.Tags.Any(tag => tag.Probability >= query.Threshold && (query.TagIds.Count == 0 || query.TagIds.Contains(tag.TagId)));

    private static StoredPrediction WithTags(SqlSession session, Dictionary<long, List<Tag>> known, Row row)
    {
        if (!known.TryGetValue(row.Iteration, out var tags))
            known[row.Iteration] = tags = Snapshots.Tags(session, row.Iteration);
        return new StoredPrediction(
            row.Key, row.Id, row.IterationId, row.Created, row.Margin, Predictions.Ordered(tags, row.Probabilities));
    }

    private static Row Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetInt64(2),
        row.GetGuid(3),
        row.GetTime(4),
        row.GetDouble(5),
        FloatBytes.To(row.GetBytes(6)));

    private sealed record Row(long Key, Guid Id, long Iteration, Guid IterationId, DateTimeOffset Created, double Margin, float[] Probabilities);
}
