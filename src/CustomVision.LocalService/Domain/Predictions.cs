using System.Globalization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key within the store; never leaves the service. Its order is the order of storing.</param>
/// <param name="Margin">How far the tag that the model is least certain of is from neither yes nor no; from 0 to 0.5.</param>
/// <param name="Tags">The most probable first.</param>
internal sealed record StoredPrediction(
    long Key,
    Guid Id,
    Guid IterationId,
    DateTimeOffset Created,
    double Margin,
    IReadOnlyList<TagProbability> Tags);

/// <param name="Tag">Its name when the iteration was trained.</param>
internal sealed record TagProbability(Guid TagId, string Tag, float Probability);

/// <summary>Stores predictions and deletes them. Their images are kept as those of images are.</summary>
internal sealed class Predictions(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>Looks before the image is read and looked at. <see cref="AddAsync"/> looks again.</summary>
    public void RequireQuota(SqlSession session)
    {
        // The code is one that later versions publish. What the real service says here is not on record.
        if (settings.Value.Profile.PredictionsPerMonth is { } most && CountInMonth(session, clock.GetUtcNow()) >= most)
            throw new ServiceException(
                ErrorCodes.BadRequestExceededQuota, $"There were {most} predictions in this month, which is as many as the pricing tier allows.");
    }

    /// <summary>How many there were in a calendar month (UTC), whether they are still stored or not.</summary>
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
            return new StoredPrediction(key, id, iteration.Id, now, margin, Ordered(tags, probabilities));
        });

    /// <summary>Ids that are not there are passed over, as for images.</summary>
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

    /// <summary>The most probable first, as the service was recorded to answer; equals in the order of the tags.</summary>
    public static IReadOnlyList<TagProbability> Ordered(IReadOnlyList<Tag> tags, float[] probabilities) =>
        [.. tags.Zip(probabilities, (tag, probability) => new TagProbability(tag.Id, tag.Name, probability))
            .OrderByDescending(tag => tag.Probability)];
}
