using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Predicting;

/// <summary>An image of the training, and what was predicted for it without having been trained with it.</summary>
internal sealed record ImagePerformance(StoredImage Image, IReadOnlyList<TagProbability> Tags);

/// <summary>
/// Lists the images that an iteration was validated with. The local service cross-validates, so that these are all tagged images; the real
/// service holds out a fifth of them.
/// </summary>
internal sealed class ImagePerformances(Store store)
{
    public IReadOnlyList<ImagePerformance> List(Guid projectId, Guid iterationId, IReadOnlyCollection<Guid> tagIds, ImageQuery query) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var iteration = Get(session, project, iterationId);
        var tags = Snapshots.Tags(session, iteration.Key);
        var probabilities = Validated(session, iteration, tags);
        var images = Select(session, iteration, tagIds, query).Where(image => probabilities.ContainsKey(image.Key)).ToList();
        return ImageLists.WithDetails(session, project, images, iteration)
            .Select(image => new ImagePerformance(image, new Predicted(probabilities[image.Key]).Tags(tags)))
            .ToList();
    });

    public int Count(Guid projectId, Guid iterationId, IReadOnlyCollection<Guid> tagIds) => store.Database.Read(session =>
    {
        var iteration = Get(session, Projects.Get(session, projectId), iterationId);
        var probabilities = Validated(session, iteration, Snapshots.Tags(session, iteration.Key));
        return Select(session, iteration, tagIds, new ImageQuery(iterationId, OldestFirst: true, int.MaxValue, 0)).Count(image => probabilities.ContainsKey(image.Key));
    });

    private static Iteration Get(SqlSession session, Project project, Guid iterationId)
    {
        var iteration = Iterations.Get(session, project, iterationId);
        Iterations.RequireTrained(iteration);
        return iteration;
    }

    private static List<StoredImage> Select(SqlSession session, Iteration iteration, IReadOnlyCollection<Guid> tagIds, ImageQuery query) => tagIds.Count > 0
        ? SnapshotImages.ListByTags(session, iteration, tagIds, query)
        : SnapshotImages.List(session, iteration, query, tagged: true);

    /// <summary>The probabilities of the tags by the key of the image, each predicted by a model that was trained without the image.</summary>
    private static Dictionary<long, float[]> Validated(SqlSession session, Iteration iteration, List<Tag> tags)
    {
        var places = tags.Index().ToDictionary(tag => tag.Item.Key, tag => tag.Index);
        var labels = session.Query(
            "SELECT image, tag FROM iteration_labels WHERE iteration = $1", row => (Image: row.GetInt64(0), Tag: row.GetInt64(1)), iteration.Key)
            .ToLookup(label => label.Image, label => places[label.Tag]);
        var keys = new Dictionary<Example, long>(ReferenceEqualityComparer.Instance);
        foreach (var (image, sha256) in session.Query(
            """
            SELECT image, sha256 FROM iteration_images
            LEFT JOIN images ON images.key = image LEFT JOIN removed_images ON removed_images.key = image
            JOIN contents ON contents.key = COALESCE(images.content, removed_images.content)
            JOIN features ON features.content = contents.key AND vector IS NOT NULL
            WHERE iteration = $1 AND iteration_images.tagged = 1 ORDER BY image
            """,
            row => (row.GetInt64(0), row.GetBytes(1)),
            iteration.Key))
            keys.Add(new Example(sha256, [], [.. labels[image]]), image);
        var scores = session.QuerySingle("SELECT scores FROM models WHERE iteration = $1", row => row.GetBytes(0), iteration.Key)
            ?? throw ServiceException.NotFoundIteration(iteration.Id);
        var validations = ValidationScores.FromBytes(scores).Tags;
        // The scores are in the order in which the learner sorts its examples.
        return Learner.InOrder([.. keys.Keys], tags.Count).Index()
            .Where(example => validations.All(tag => example.Index < tag.Probabilities.Length))
            .ToDictionary(example => keys[example.Item], example => validations.Select(tag => tag.Probabilities[example.Index]).ToArray());
    }
}

/// <summary>The area under the curve of precision and recall, which needs no threshold.</summary>
internal static class AveragePrecision
{
    public static (float Overall, float[] Tags) Of(Store store, Guid projectId, Guid iterationId)
    {
        var scores = store.Database.Read(session =>
        {
            var iteration = Iterations.Get(session, Projects.Get(session, projectId), iterationId);
            return session.QuerySingle("SELECT scores FROM models WHERE iteration = $1", row => row.GetBytes(0), iteration.Key);
        }) ?? throw ServiceException.NotFoundIteration(iterationId);
        float[] tags = [.. ValidationScores.FromBytes(scores).Tags.Select(Of)];
        return (tags.Length == 0 ? 0 : tags.Average(), tags);
    }

    private static float Of(TagValidation tag)
    {
        var (found, sum) = (0, 0.0);
        foreach (var (place, label) in tag.Labels.Zip(tag.Probabilities).OrderByDescending(one => one.Second).Select(one => one.First).Index())
            if (label)
                sum += (double)++found / (place + 1);
        return found == 0 ? 0 : (float)(sum / found);
    }
}
