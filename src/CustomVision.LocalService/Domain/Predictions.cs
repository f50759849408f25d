using System.Globalization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key in the database, which clients never see. Keys increase in the order of storing.</param>
/// <param name="Margin">The smallest distance of a probability from 0.5; from 0 to 0.5.</param>
/// <param name="Tags">The tags, the most probable first.</param>
/// <param name="Source">The name of the calling application; null when the request had none.</param>
internal sealed record StoredPrediction(
    long Key,
    Guid Id,
    Guid IterationId,
    DateTimeOffset Created,
    double Margin,
    IReadOnlyList<TagProbability> Tags,
    string? Source);

/// <param name="Tag">The name of the tag when the iteration was trained.</param>
internal sealed record TagProbability(Guid TagId, string Tag, float Probability);

/// <summary>Stores and deletes predictions. Their images are stored like uploaded images.</summary>
internal sealed class Predictions(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>Checks the quota before the image is read. <see cref="AddAsync"/> checks it again.</summary>
    public void RequireQuota(SqlSession session)
    {
        // Later versions publish this code. The answer of the real service is not known.
        if (settings.Value.Profile.PredictionsPerMonth is { } most && CountInMonth(session, clock.GetUtcNow()) >= most)
            throw new ServiceException(
                ErrorCodes.BadRequestExceededQuota, $"There were {most} predictions in this month, which is as many as the pricing tier allows.");
    }

    /// <summary>The number of predictions in a calendar month (UTC), including deleted ones.</summary>
    public static int CountInMonth(SqlSession session, DateTimeOffset time) =>
        session.Count("SELECT predictions FROM prediction_counts WHERE month = $1", Month(time));

    /// <param name="probabilities">In the order of the tags.</param>
    public Task<StoredPrediction> AddAsync(
        Guid projectId, Iteration iteration, IReadOnlyList<Tag> tags, float[] probabilities, ImageBuffer image, ImageHeader header, string? application) =>
        store.Database.WriteAsync(session =>
        {
            // Both may have been deleted while the image was decoded.
            var project = Projects.Get(session, projectId);
            if (Iterations.Find(session, iteration.Key) is null)
                throw ServiceException.NotFoundIteration(iteration.Id);
            RequireQuota(session);

            var content = ContentRepository.Find(session, image.Sha256) ?? ContentRepository.Add(session, image, header);
            var now = clock.GetUtcNow();
            var id = Ids.New();
            var margin = probabilities.Min(probability => Math.Abs(probability - 0.5));
            var key = session.Insert(
                """
                INSERT INTO predictions
                    (id, project, iteration, iteration_id, content, created, source, margin, probabilities)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                id, project.Key, iteration.Key, iteration.Id, content, now, application, margin, FloatBytes.From(probabilities));
            session.Execute(
                """
                INSERT INTO prediction_counts (month, predictions) VALUES ($1, 1)
                ON CONFLICT (month) DO UPDATE SET predictions = predictions + 1
                """,
                Month(now));
            return new StoredPrediction(key, id, iteration.Id, now, margin, Ordered(tags, probabilities), application);
        });

    /// <summary>Deletes predictions. Unknown ids are ignored, as for images.</summary>
    public Task DeleteAsync(Guid projectId, IReadOnlyCollection<Guid> ids) => store.DeleteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var contents = new List<long>();
        var iterations = new HashSet<long>();
        foreach (var id in ids.Distinct())
        {
            foreach (var (iteration, content) in session.Query(
                "SELECT iteration, content FROM predictions WHERE id = $1 AND project = $2",
                row => (row.GetInt64(0), row.GetInt64(1)),
                id, project.Key))
            {
                iterations.Add(iteration);
                contents.Add(content);
            }
            session.Execute("DELETE FROM predictions WHERE id = $1 AND project = $2", id, project.Key);
        }
        foreach (var iteration in iterations)
            Snapshots.DeleteUnusedTags(session, iteration);
        ContentRepository.DeleteUnreferenced(session, contents);
    });

    private static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The tags with the most probable first, as in recorded answers. Equal probabilities keep the order of the tags.</summary>
    public static IReadOnlyList<TagProbability> Ordered(IReadOnlyList<Tag> tags, float[] probabilities) =>
        [.. tags.Zip(probabilities, (tag, probability) => new TagProbability(tag.Id, tag.Name, probability))
            .OrderByDescending(tag => tag.Probability)];
}
