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
/// <param name="Box">Where the tag was detected; null for a classification.</param>
internal sealed record TagProbability(Guid TagId, string Tag, float Probability, TagType Type = TagType.Regular, BoundingBox? Box = null);

/// <summary>A detected region.</summary>
/// <param name="Tag">The index of its tag in the iteration's tags.</param>
internal readonly record struct DetectedRegion(int Tag, float Probability, BoundingBox Box)
{
    private const int Numbers = 6;

    public static byte[] ToBytes(IEnumerable<DetectedRegion> regions) => FloatBytes.From([.. regions.SelectMany(region =>
        (float[])[region.Tag, region.Probability, region.Box.Left, region.Box.Top, region.Box.Width, region.Box.Height])]);

    public static IEnumerable<DetectedRegion> FromBytes(byte[] bytes) => FloatBytes.To(bytes).Chunk(Numbers).Select(numbers =>
        new DetectedRegion((int)numbers[0], numbers[1], new BoundingBox(numbers[2], numbers[3], numbers[4], numbers[5])));
}

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

    /// <param name="predicted">What the model predicts for the tags of the iteration.</param>
    /// <param name="isStored">Whether image and prediction are kept. One that isn't counts for the quota too.</param>
    public Task<StoredPrediction> AddAsync(
        Guid projectId, Iteration iteration, IReadOnlyList<Tag> tags, Predicted predicted, ImageBuffer image, ImageHeader header, string? application, bool isStored = true) =>
        store.Database.WriteAsync(session =>
        {
            // Both may have been deleted while the image was decoded.
            var project = Projects.Get(session, projectId);
            if (Iterations.Find(session, iteration.Key) is null)
                throw ServiceException.NotFoundIteration(iteration.Id);
            RequireQuota(session);

            var now = clock.GetUtcNow();
            var id = Ids.New();
            var key = isStored ? Insert(session, project, iteration, id, now, predicted, image, header, application) : 0;
            session.Execute(
                """
                INSERT INTO prediction_counts (month, predictions) VALUES ($1, 1)
                ON CONFLICT (month) DO UPDATE SET predictions = predictions + 1
                """,
                Month(now));
            return new StoredPrediction(key, id, iteration.Id, now, predicted.Margin, predicted.Tags(tags), application);
        });

    private static long Insert(
        SqlSession session, Project project, Iteration iteration, Guid id, DateTimeOffset now, Predicted predicted, ImageBuffer image, ImageHeader header, string? application) =>
        session.Insert(
            """
            INSERT INTO predictions
                (id, project, iteration, iteration_id, content, created, source, margin, probabilities, boxes)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            id, project.Key, iteration.Key, iteration.Id, ContentRepository.Find(session, image.Sha256) ?? ContentRepository.Add(session, image, header),
            now, application, predicted.Margin, FloatBytes.From(predicted.Probabilities), predicted.RegionBytes);

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
}

/// <summary>What a model predicts for an image.</summary>
/// <param name="Probabilities">In the order of the iteration's tags; for a detection, the highest of the tag's regions.</param>
/// <param name="Regions">The detected regions, in the order of their answer; null for a classification.</param>
internal sealed record Predicted(float[] Probabilities, IReadOnlyList<DetectedRegion>? Regions = null)
{
    /// <summary>The smallest distance of a probability from 0.5.</summary>
    public double Margin => Probabilities.Length == 0 ? 0.5 : Probabilities.Min(probability => Math.Abs(probability - 0.5));

    public byte[]? RegionBytes => Regions is null ? null : DetectedRegion.ToBytes(Regions);

    public static Predicted FromBytes(byte[] probabilities, byte[]? regions) =>
        new(FloatBytes.To(probabilities), regions is null ? null : [.. DetectedRegion.FromBytes(regions)]);

    /// <summary>
    /// The tags with the most probable first, as in recorded answers, and equal ones in the order of the tags. Detected regions keep their
    /// order.
    /// </summary>
    public IReadOnlyList<TagProbability> Tags(IReadOnlyList<Tag> tags) => Regions is { } regions
        ? [.. regions.Select(region => new TagProbability(tags[region.Tag].Id, tags[region.Tag].Name, region.Probability, tags[region.Tag].Type, region.Box))]
        : [.. tags.Zip(Probabilities, (tag, probability) => new TagProbability(tag.Id, tag.Name, probability, tag.Type))
            .OrderByDescending(tag => tag.Probability)];
}
