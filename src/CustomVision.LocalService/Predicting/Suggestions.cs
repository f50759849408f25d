using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Predicting;

/// <summary>What an iteration suggests for an untagged image.</summary>
/// <param name="Uncertainty">0 when every tag is certain, and up to 1. The real service doesn't publish how it computes it.</param>
internal sealed record Suggestion(StoredImage Image, DateTimeOffset Created, double Uncertainty, IReadOnlyList<TagProbability> Tags);

/// <param name="TagIds">The suggested tags, one of which must reach the threshold; empty for any.</param>
/// <param name="After">The position after the previous page; null for the first.</param>
internal sealed record SuggestionQuery(IReadOnlyCollection<Guid> TagIds, double Threshold, int MaxCount, bool MostUncertainFirst, (double Uncertainty, long Image)? After);

/// <summary>
/// Suggests tags for untagged images by predicting them with a trained iteration, and lists what was suggested. A suggestion ends when its
/// image gets a tag.
/// </summary>
internal sealed class Suggestions(Store store, Predictor predictor, TimeProvider clock)
{
    private const string Select = "SELECT image, created, uncertainty, probabilities, boxes FROM suggestions WHERE iteration = $1";

    /// <summary>Predicts images and keeps the result. An image that can't be decoded gets none.</summary>
    public async Task<IReadOnlyList<Suggestion>> SuggestAsync(Guid projectId, Guid iterationId, IReadOnlyCollection<Guid> imageIds)
    {
        var (iteration, tags, images) = store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            var found = Iterations.Get(session, project, iterationId);
            Iterations.RequireTrained(found);
            return (found, Snapshots.Tags(session, found.Key), imageIds.Distinct().Select(id =>
                Images.ByKey(session, Images.FindKey(session, project, id) ?? throw ServiceException.NotFoundImage(id))).ToList());
        });
        var suggestions = new List<(Suggestion Suggestion, Predicted Predicted)>();
        foreach (var image in images)
            if (await PredictAsync(iteration, image) is { } predicted)
                suggestions.Add((new Suggestion(image, clock.GetUtcNow(), UncertaintyOf(predicted), predicted.Tags(tags)), predicted));
        await store.Database.WriteAsync(session =>
        {
            if (Iterations.Find(session, iteration.Key) is null)
                throw ServiceException.NotFoundIteration(iterationId);
            foreach (var (suggestion, predicted) in suggestions)
                // A tagged image is predicted and not listed later.
                session.Execute(
                    """
                    INSERT OR REPLACE INTO suggestions (iteration, image, created, uncertainty, probabilities, boxes)
                    SELECT $1, key, $3, $4, $5, $6 FROM images WHERE key = $2 AND tagged = 0
                    """,
                    iteration.Key, suggestion.Image.Key, suggestion.Created, suggestion.Uncertainty, FloatBytes.From(predicted.Probabilities), predicted.RegionBytes);
            return true;
        });
        return suggestions.ConvertAll(one => one.Suggestion);
    }

    /// <summary>A page of the suggestions by their uncertainty. There may be another page when it is full.</summary>
    public IReadOnlyList<Suggestion> List(Guid projectId, Guid iterationId, SuggestionQuery query) => store.Database.Read(session =>
    {
        var (iteration, tags) = Find(session, projectId, iterationId, query.TagIds);
        var order = query.MostUncertainFirst ? "DESC" : "ASC";
        var after = query.After is null ? "" : $"AND (uncertainty, image) {(query.MostUncertainFirst ? "<" : ">")} ($2, $3)";
        return session.Query($"{Select} {after} ORDER BY uncertainty {order}, image {order}", Read, iteration.Key, query.After?.Uncertainty, query.After?.Image)
            .Select(row => (row.Image, row.Created, row.Uncertainty, Tags: row.Predicted.Tags(tags)))
            .Where(row => row.Tags.Any(tag => tag.Probability >= query.Threshold && (query.TagIds.Count == 0 || query.TagIds.Contains(tag.TagId))))
            .Take(query.MaxCount)
            .Select(row => new Suggestion(Images.ByKey(session, row.Image), row.Created, row.Uncertainty, row.Tags))
            .ToList();
    });

    /// <summary>How many images are suggested each of the tags, including none.</summary>
    /// <param name="tagIds">Empty for all tags of the iteration.</param>
    public Dictionary<Guid, int> Count(Guid projectId, Guid iterationId, IReadOnlyCollection<Guid> tagIds, double threshold) => store.Database.Read(session =>
    {
        var (iteration, tags) = Find(session, projectId, iterationId, tagIds);
        var counts = (tagIds.Count > 0 ? tagIds.Distinct() : tags.Select(tag => tag.Id)).ToDictionary(id => id, _ => 0);
        foreach (var row in session.Query(Select, Read, iteration.Key))
            foreach (var id in row.Predicted.Tags(tags).Where(tag => tag.Probability >= threshold).Select(tag => tag.TagId).Distinct())
                if (counts.TryGetValue(id, out var count))
                    counts[id] = count + 1;
        return counts;
    });

    private static (Iteration Iteration, List<Tag> Tags) Find(SqlSession session, Guid projectId, Guid iterationId, IEnumerable<Guid> tagIds)
    {
        var iteration = Iterations.Get(session, Projects.Get(session, projectId), iterationId);
        Iterations.RequireTrained(iteration);
        var tags = Snapshots.Tags(session, iteration.Key);
        foreach (var id in tagIds)
            if (!tags.Exists(tag => tag.Id == id))
                throw ServiceException.NotFoundTag(id);
        return (iteration, tags);
    }

    private async Task<Predicted?> PredictAsync(Iteration iteration, StoredImage image)
    {
        var bytes = store.Database.Read(session => session.QueryNumber("SELECT content FROM images WHERE key = $1", image.Key) is { } content
            ? ContentRepository.Read(session, content, image.Id)?.Bytes
            : null);
        if (bytes is null)
            return null;
        using var stream = new MemoryStream(bytes, writable: false);
        using var buffer = await ImageBuffer.ReadAsync(stream, int.MaxValue, CancellationToken.None);
        return await predictor.PredictAsync(iteration, buffer!);
    }

    private static double UncertaintyOf(Predicted predicted) =>
        predicted.Probabilities.Length == 0 ? 0 : predicted.Probabilities.Max(probability => 2 * Math.Min((double)probability, 1 - (double)probability));

    private static (long Image, DateTimeOffset Created, double Uncertainty, Predicted Predicted) Read(SqliteDataReader row) => (
        row.GetInt64(0), row.GetTime(1), row.GetDouble(2), Predicted.FromBytes(row.GetBytes(3), row.IsDBNull(4) ? null : row.GetBytes(4)));
}
